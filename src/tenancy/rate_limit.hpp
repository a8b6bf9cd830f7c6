// A token bucket without a lock.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>

#include "base/clock.hpp"

namespace tenancy {

// Lets `burst` queries through at once and `rate` a second after that (generic cell rate algorithm: one
// atomic moment). Counts in this process only. Thread-safe; rate and burst may change while in use.
class RateLimit {
 public:
  RateLimit(double rate, int burst);
  // What was drawn stays drawn, as many queries as it was, but leaves at worst an empty bucket. Not from two
  // threads at once.
  void change(double rate, int burst);

  struct Verdict {
    bool admitted;
    base::Micros retry_after;  // when refused: until one query fits again
    int remaining;             // whole queries left in the bucket
    base::Micros reset;        // until the bucket is full again
  };
  Verdict take(base::SteadyTime now);
  // What take() would say of admission, with what is left as it is: draws nothing.
  Verdict look(base::SteadyTime now);

 private:
  void settle(std::int64_t moment);
  Verdict verdict(bool admitted, std::int64_t full_at, std::int64_t moment) const;

  std::atomic<std::int64_t> full_at_{std::numeric_limits<std::int64_t>::min()};  // steady ns
  std::atomic<std::int64_t> interval_;                                           // ns a query
  std::atomic<std::int64_t> capacity_;                                           // ns from empty to full
  std::atomic<std::int64_t> before_change_{0};  // interval full_at_ was drawn at; 0: interval_
};

}  // namespace tenancy
