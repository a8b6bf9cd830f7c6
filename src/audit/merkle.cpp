#include "audit/merkle.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

namespace audit {
namespace {

constexpr std::string_view leaf_prefix("\x00", 1);

// The root over a whole tile, whose size is a power of two.
Hash tile_root(std::string_view hashes) {
  std::vector<Hash> level(hashes.size() / sizeof(Hash));
  std::copy_n(reinterpret_cast<const std::byte*>(hashes.data()), hashes.size(),
              reinterpret_cast<std::byte*>(level.data()));
  while (level.size() > 1) {
    for (std::size_t i = 0; i < level.size() / 2; ++i) {
      level[i] = node_hash(level[2 * i], level[2 * i + 1]);
    }
    level.resize(level.size() / 2);
  }
  return level.front();
}

}  // namespace

Hash leaf_hash(std::string_view line) { return crypto::sha256({leaf_prefix, line}); }

Hash node_hash(const Hash& left, const Hash& right) {
  std::array<char, 1 + 2 * sizeof(Hash)> node;
  node[0] = '\x01';
  std::memcpy(&node[1], left.data(), left.size());
  std::memcpy(&node[1 + sizeof(Hash)], right.data(), right.size());
  return crypto::sha256(std::string_view(node.data(), node.size()));
}

Hash root_of_peaks(const std::vector<Hash>& peaks) {
  if (peaks.empty()) return crypto::sha256("");
  Hash root = peaks.back();
  for (std::size_t i = peaks.size() - 1; i-- > 0;) {
    root = node_hash(peaks[i], root);
  }
  return root;
}

std::optional<Tile> Tree::append(const Hash& leaf) {
  // Two complete subtrees of equal size become one: as often as the new size is divisible by two.
  frontier_.push_back(leaf);
  ++size_;
  for (int merges = std::countr_zero(static_cast<std::uint64_t>(size_)); merges > 0; --merges) {
    const Hash right = frontier_.back();
    frontier_.pop_back();
    frontier_.back() = node_hash(frontier_.back(), right);
  }

  tile_ += crypto::view(leaf);
  if (size_ % tile_size != 0) return std::nullopt;
  Tile tile{size_ / tile_size - 1, tile_root(tile_), std::move(tile_)};
  tile_.clear();
  return tile;
}

std::string Tree::frontier() const {
  std::string bytes;
  bytes.reserve(frontier_.size() * sizeof(Hash));
  for (const Hash& hash : frontier_) {
    bytes += crypto::view(hash);
  }
  return bytes;
}

}  // namespace audit
