// Call limits of one API for one account.
#pragma once

#include <cstdint>

#include "base/clock.hpp"

namespace simulator {

// A limit of 0 is no limit. Days begin at midnight in China, minutes with the clock.
struct Quota {
  std::uint64_t daily_limit = 0;
  std::uint64_t minute_limit = 0;

  // Counts the call; the errcode 45009 or 45011 when it is over a limit, and then counts nothing; else 0.
  int take(base::WallTime now);
  void clear() { used_day_ = used_minute_ = 0; }
  std::uint64_t used_today(base::WallTime now) const;

 private:
  std::int64_t day_ = 0;
  std::int64_t minute_ = 0;
  std::uint64_t used_day_ = 0;
  std::uint64_t used_minute_ = 0;
};

}  // namespace simulator
