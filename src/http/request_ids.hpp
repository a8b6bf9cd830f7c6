// Request ids, at the price of a fraction of a call to the random generator each.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace http {

// The generator is asked for many ids' bytes at once: a call of it costs about as much as parsing a request.
// Request ids are unique, not secret. On one loop.
class RequestIds final : private base::Random {
 public:
  explicit RequestIds(base::Random& random) : random_(random) {}

  std::string next(base::WallTime now);

 private:
  void fill(std::span<std::byte> out) override;

  base::Random& random_;
  std::array<std::byte, 1024> bytes_{};
  std::size_t used_ = bytes_.size();
};

}  // namespace http
