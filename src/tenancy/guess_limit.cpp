#include "tenancy/guess_limit.hpp"

#include <algorithm>

namespace tenancy {

GuessLimit::GuessLimit(GuessLimits limits) : limits_(limits), capacity_(limits.interval * limits.burst) {}

base::Micros GuessLimit::wait(const base::IpAddress& address, base::SteadyTime now) const {
  const std::lock_guard lock(mutex_);
  const auto known = full_at_.find(base::origin_of(address));
  if (known == full_at_.end()) return base::Micros(0);
  const auto fits_at = known->second - capacity_ + limits_.interval;
  return fits_at <= now ? base::Micros(0) : std::chrono::ceil<base::Micros>(fits_at - now);
}

void GuessLimit::wrong(const base::IpAddress& address, base::SteadyTime now) {
  const std::lock_guard lock(mutex_);
  while (!in_order_.empty() && in_order_.begin()->first <= now) {
    forget_first();
  }
  const auto origin = base::origin_of(address);
  auto known = full_at_.find(origin);
  if (known == full_at_.end()) {
    if (full_at_.size() >= limits_.addresses) forget_first();
    known = full_at_.emplace(origin, now).first;
  } else {
    in_order_.erase({known->second, origin});
  }
  // Requests that were under way together may overdraw it, but not so that it takes longer to recover.
  known->second = std::min(known->second + limits_.interval, now + capacity_);
  in_order_.emplace(known->second, origin);
}

std::size_t GuessLimit::size() const {
  const std::lock_guard lock(mutex_);
  return full_at_.size();
}

void GuessLimit::forget_first() {
  full_at_.erase(in_order_.begin()->second);
  in_order_.erase(in_order_.begin());
}

}  // namespace tenancy
