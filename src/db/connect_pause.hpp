// When to try a connection again after a failure to connect.
#pragma once

#include <algorithm>
#include <chrono>

#include "base/clock.hpp"

namespace db {

// 100 ms after the first failure, twice as long after each further one, 1 s at most. Without I/O or locks.
class ConnectPause {
 public:
  bool over(base::SteadyTime now) const { return now >= until_; }
  bool failing() const { return length_ != std::chrono::milliseconds(0); }

  void failed(base::SteadyTime now) {
    length_ = failing() ? std::min(length_ * 2, longest) : shortest;
    until_ = now + length_;
  }
  void succeeded() { *this = ConnectPause(); }

 private:
  static constexpr std::chrono::milliseconds shortest{100};
  static constexpr std::chrono::milliseconds longest{1000};
  std::chrono::milliseconds length_{0};
  base::SteadyTime until_ = base::SteadyTime::min();
};

}  // namespace db
