#include "staff/throttle.hpp"

#include <algorithm>

namespace staff {

base::Micros wait_of(const Attempts& attempts, const ThrottleRule& rule, base::WallTime now) {
  constexpr int most_doublings = 20;
  const auto passed = now - attempts.last;
  if (attempts.failures < rule.free || passed >= forgotten_after) return base::Micros(0);
  const int doublings = std::min(attempts.failures - rule.free, most_doublings);
  const auto wait = std::min(std::chrono::seconds(1 << doublings), rule.longest);
  // A clock that was set back must not make anybody wait longer than that.
  if (passed < base::Micros(0)) return wait;
  return std::max(base::Micros(0), std::chrono::duration_cast<base::Micros>(wait - passed));
}

base::Micros wait_of(const Attempts& pair, const Attempts& address, const Attempts& account,
                     base::WallTime now) {
  const auto own = std::max(wait_of(pair, pair_rule, now), wait_of(address, address_rule, now));
  return pair.known ? own : std::max(own, wait_of(account, account_rule, now));
}

}  // namespace staff
