// What this process knows of streams from its own work, for whoever signs it: a root is signed only by a
// process that computed it from the lines.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <vector>

#include "audit/merkle.hpp"

namespace audit {

struct StreamHead {
  std::int64_t stream = 0;
  std::int64_t size = 0;
  std::vector<Hash> peaks;  // roots of the complete subtrees, left to right
  bool sealed = false;      // it will not grow

  Hash root() const { return root_of_peaks(peaks); }
};

// Any thread.
class StreamHeads {
 public:
  // What is durable by now.
  void publish(std::int64_t stream, const Tree& tree, bool sealed);
  // Somebody else's now: what was not signed yet is theirs to sign.
  void drop(std::int64_t stream);
  // The heads that have grown since they were signed.
  std::vector<StreamHead> grown() const;
  // A checkpoint of this size is stored.
  void signed_up_to(std::int64_t stream, std::int64_t size);
  // `call` is called on the publishing thread when a sealed head comes. To be set before anything is
  // published.
  void on_sealed(std::function<void()> call) { on_sealed_ = std::move(call); }

 private:
  struct Known {
    StreamHead head;
    std::int64_t signed_size = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::int64_t, Known> streams_;
  std::function<void()> on_sealed_;
};

}  // namespace audit
