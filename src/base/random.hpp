// Where unpredictable bytes come from: injected, so that tests repeat.
#pragma once

#include <cstddef>
#include <span>

namespace base {

// Thread-safe. Never fails: an implementation that cannot deliver ends the process.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> out) = 0;
};

}  // namespace base
