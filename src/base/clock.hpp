// Time as the program sees it: injected, so that tests hold it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace base {

using SteadyTime = std::chrono::steady_clock::time_point;           // for deadlines and durations
using WallTime = std::chrono::sys_time<std::chrono::microseconds>;  // UTC, for people and records
using Micros = std::chrono::microseconds;

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual SteadyTime steady() const = 0;
  virtual WallTime wall() const = 0;
};

class SystemClock final : public Clock {
 public:
  SteadyTime steady() const override;
  WallTime wall() const override;
};

// An absolute moment by which something must be done. Handed down by value; each step takes the earlier of
// its own limit and what is left.
struct Deadline {
  SteadyTime at = SteadyTime::max();

  bool passed(SteadyTime now) const { return now >= at; }
  Micros remaining(SteadyTime now) const;
  Deadline sooner(SteadyTime other) const { return Deadline{other < at ? other : at}; }
};

// "2026-11-22T23:57:03.123456Z"
std::string to_rfc3339(WallTime time);
// "2026-11-22", the UTC day.
std::string to_date(WallTime time);
// Reads to_rfc3339's form (0 to 6 digits of fraction, "Z" only); Code::invalid_argument otherwise.
Result<WallTime> parse_rfc3339(std::string_view text);

}  // namespace base
