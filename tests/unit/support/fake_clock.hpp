// A clock that a test holds in its hand.
#pragma once

#include <atomic>
#include <chrono>

#include "base/clock.hpp"

namespace support {

// Stands still until it is moved. Thread-safe. Begins at 2026-11-22T23:57:03Z; its steady time begins at the
// real steady clock's now, so that a deadline made from it is one that a real timer can wait for.
class FakeClock final : public base::Clock {
 public:
  base::SteadyTime steady() const override {
    return base::SteadyTime(base::SteadyTime::duration(steady_.load()));
  }
  base::WallTime wall() const override { return base::WallTime(base::Micros(wall_.load())); }

  void set_steady(base::SteadyTime time) { steady_ = time.time_since_epoch().count(); }
  void set_wall(base::WallTime time) { wall_ = time.time_since_epoch().count(); }

  // Moves both by the same amount.
  void advance(base::Micros by) {
    steady_ += std::chrono::duration_cast<base::SteadyTime::duration>(by).count();
    wall_ += by.count();
  }

 private:
  static constexpr base::WallTime start = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) +
                                          std::chrono::hours(23) + std::chrono::minutes(57) +
                                          std::chrono::seconds(3);

  std::atomic<base::SteadyTime::rep> steady_{std::chrono::steady_clock::now().time_since_epoch().count()};
  std::atomic<base::Micros::rep> wall_{start.time_since_epoch().count()};
};

}  // namespace support
