#include "audit/frontier.hpp"

#include <bit>

namespace audit {

void Frontier::append(const Hash& hash, int level) {
  roots_[count_++] = hash;
  size_ += std::int64_t{1} << level;
  for (int merges = std::countr_zero(static_cast<std::uint64_t>(size_)) - level; merges > 0; --merges) {
    roots_[count_ - 2] = node_hash(roots_[count_ - 2], roots_[count_ - 1]);
    --count_;
  }
}

Hash Frontier::root() const {
  if (count_ == 0) return crypto::sha256("");
  Hash root = roots_[count_ - 1];
  for (std::size_t i = count_ - 1; i-- > 0;) {
    root = node_hash(roots_[i], root);
  }
  return root;
}

std::string Frontier::bytes() const {
  std::string bytes;
  for (std::size_t i = 0; i < count_; ++i) {
    bytes += crypto::view(roots_[i]);
  }
  return bytes;
}

}  // namespace audit
