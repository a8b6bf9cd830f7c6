#include "tenancy/rate_limit.hpp"

#include <algorithm>
#include <cmath>

namespace tenancy {
namespace {

constexpr std::int64_t second = 1'000'000'000;
// No bucket takes longer to fill (73 years): sums of a moment and two of these stay within 64 bits.
constexpr std::int64_t longest = std::int64_t{1} << 61;

// Rounded up, so that a key never gets more than its rate.
std::int64_t interval_of(double rate) {
  if (!(rate > 0)) return longest;
  const double interval = std::ceil(static_cast<double>(second) / rate);
  if (interval >= static_cast<double>(longest)) return longest;
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(interval));
}

std::int64_t capacity_of(std::int64_t interval, int burst) {
  return interval * std::min<std::int64_t>(std::max(burst, 1), longest / interval);
}

std::int64_t nanoseconds(base::SteadyTime time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

// Rounded up: who waits that long is not too early.
base::Micros micros(std::int64_t nanos) { return base::Micros((nanos + 999) / 1000); }

}  // namespace

RateLimit::RateLimit(double rate, int burst)
    : interval_(interval_of(rate)), capacity_(capacity_of(interval_, burst)) {}

void RateLimit::change(double rate, int burst) {
  const std::int64_t interval = interval_of(rate);
  const std::int64_t old = interval_.exchange(interval);
  capacity_ = capacity_of(interval, burst);
  // Two changes with no query between: the bucket still counts in the interval before the first.
  std::int64_t settled = 0;
  before_change_.compare_exchange_strong(settled, old);
}

RateLimit::Verdict RateLimit::take(base::SteadyTime now) {
  const std::int64_t moment = nanoseconds(now);
  settle(moment);
  const std::int64_t interval = interval_;
  const std::int64_t capacity = capacity_;
  std::int64_t full_at = full_at_;
  while (true) {
    const std::int64_t drawn = std::max(full_at, moment) + interval;
    if (drawn - moment > capacity) return verdict(false, full_at, moment);
    if (full_at_.compare_exchange_weak(full_at, drawn)) return verdict(true, drawn, moment);
  }
}

RateLimit::Verdict RateLimit::look(base::SteadyTime now) {
  const std::int64_t moment = nanoseconds(now);
  settle(moment);
  const std::int64_t full_at = full_at_;
  return verdict(std::max(full_at, moment) + interval_ - moment <= capacity_, full_at, moment);
}

// Debt that was drawn at the old interval becomes as many queries at the new one: who got a higher limit does
// not wait for the old debt to be paid, who got a lower one has at worst an empty bucket.
void RateLimit::settle(std::int64_t moment) {
  if (before_change_.load(std::memory_order_relaxed) == 0) return;
  const std::int64_t before = before_change_.exchange(0);
  if (before == 0) return;
  const std::int64_t interval = interval_;
  const std::int64_t capacity = capacity_;
  std::int64_t full_at = full_at_;
  while (full_at > moment) {
    const double queries = static_cast<double>(full_at - moment) / static_cast<double>(before);
    const double debt = std::min(queries * static_cast<double>(interval), static_cast<double>(capacity));
    if (full_at_.compare_exchange_weak(full_at, moment + std::llround(debt))) return;
  }
}

RateLimit::Verdict RateLimit::verdict(bool admitted, std::int64_t full_at, std::int64_t moment) const {
  const std::int64_t interval = interval_;
  const std::int64_t capacity = capacity_;
  const std::int64_t debt = std::max(full_at, moment) - moment;
  Verdict verdict{
      .admitted = admitted, .retry_after = base::Micros(0), .remaining = 0, .reset = micros(debt)};
  if (!admitted) verdict.retry_after = micros(std::max<std::int64_t>(0, debt + interval - capacity));
  verdict.remaining = static_cast<int>(std::max<std::int64_t>(0, capacity - debt) / interval);
  return verdict;
}

}  // namespace tenancy
