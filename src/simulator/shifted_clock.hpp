// The simulated time: the real one, moved by an offset that tests set.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "base/clock.hpp"

namespace simulator {

// Thread-safe. Only the wall time is moved, deadlines are not.
class ShiftedClock final : public base::Clock {
 public:
  explicit ShiftedClock(const base::Clock& real) : real_(real) {}

  base::SteadyTime steady() const override { return real_.steady(); }
  base::WallTime wall() const override { return real_.wall() + offset(); }

  std::chrono::seconds offset() const {
    return std::chrono::seconds(offset_.load(std::memory_order_relaxed));
  }
  void set_offset(std::chrono::seconds offset) { offset_.store(offset.count(), std::memory_order_relaxed); }

 private:
  const base::Clock& real_;
  std::atomic<std::chrono::seconds::rep> offset_{0};
};

inline std::int64_t unix_seconds(base::WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

}  // namespace simulator
