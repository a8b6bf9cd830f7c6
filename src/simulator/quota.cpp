#include "simulator/quota.hpp"

#include <chrono>

namespace simulator {
namespace {

std::int64_t china_day(base::WallTime now) {
  return std::chrono::floor<std::chrono::days>(now + std::chrono::hours(8)).time_since_epoch().count();
}

}  // namespace

int Quota::take(base::WallTime now) {
  const std::int64_t day = china_day(now);
  const std::int64_t minute = std::chrono::floor<std::chrono::minutes>(now).time_since_epoch().count();
  if (day != day_) used_day_ = 0;
  if (minute != minute_) used_minute_ = 0;
  day_ = day;
  minute_ = minute;

  if (daily_limit != 0 && used_day_ >= daily_limit) return 45009;
  if (minute_limit != 0 && used_minute_ >= minute_limit) return 45011;
  ++used_day_;
  ++used_minute_;
  return 0;
}

std::uint64_t Quota::used_today(base::WallTime now) const { return china_day(now) == day_ ? used_day_ : 0; }

}  // namespace simulator
