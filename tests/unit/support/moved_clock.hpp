// Real time, moved by what a test adds: for code that also waits on real timers.
#pragma once

#include <atomic>

#include "base/clock.hpp"

namespace support {

// Thread-safe.
class MovedClock final : public base::Clock {
 public:
  base::SteadyTime steady() const override { return real_.steady() + base::Micros(moved_.load()); }
  base::WallTime wall() const override { return real_.wall() + base::Micros(moved_.load()); }

  void advance(base::Micros by) { moved_ += by.count(); }

 private:
  base::SystemClock real_;
  std::atomic<base::Micros::rep> moved_{0};
};

}  // namespace support
