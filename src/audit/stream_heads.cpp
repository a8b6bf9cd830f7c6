#include "audit/stream_heads.hpp"

namespace audit {

void StreamHeads::publish(std::int64_t stream, const Tree& tree, bool sealed) {
  {
    const std::lock_guard lock(mutex_);
    Known& known = streams_[stream];
    known.head = {stream, tree.size(), tree.peaks(), sealed};
  }
  if (sealed && on_sealed_) on_sealed_();
}

void StreamHeads::drop(std::int64_t stream) {
  const std::lock_guard lock(mutex_);
  streams_.erase(stream);
}

std::vector<StreamHead> StreamHeads::grown() const {
  const std::lock_guard lock(mutex_);
  std::vector<StreamHead> heads;
  for (const auto& [stream, known] : streams_) {
    if (known.head.size > known.signed_size) heads.push_back(known.head);
  }
  return heads;
}

void StreamHeads::signed_up_to(std::int64_t stream, std::int64_t size) {
  const std::lock_guard lock(mutex_);
  const auto found = streams_.find(stream);
  if (found == streams_.end()) return;
  Known& known = found->second;
  known.signed_size = std::max(known.signed_size, size);
  if (known.head.sealed && known.signed_size >= known.head.size) streams_.erase(found);
}

}  // namespace audit
