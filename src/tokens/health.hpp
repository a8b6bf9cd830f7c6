// How well a merchant's token is, in one word and why. No I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "tokens/token.hpp"

namespace tokens {

enum class Health : std::uint8_t {
  healthy,
  refreshing,             // a new one is being got, or will be with the next query
  failing,                // its last refreshes failed, but for good: it is tried again
  needs_reauthorization,  // only a new authorisation by the merchant helps
  missing,                // the merchant has no tokens here
};

struct HealthReport {
  Health health = Health::missing;
  bool usable = false;                       // an access token with life left is held
  std::optional<base::WallTime> expires_at;  // of that token
  // While it fails: since when, how often in a row, and WeChat's last errcode, if it answered.
  std::optional<base::WallTime> failing_since;
  int failures = 0;
  std::optional<std::int64_t> last_errcode;
};

// `refreshing`: somebody holds the lease on the row. Permanent goes before transient, and both before what is
// on its way.
HealthReport health(const std::optional<TokenState>& state, base::WallTime now, bool refreshing = false);

// "healthy", "refreshing", "failing", "needs_reauthorization", "missing".
std::string_view name(Health health);
// For people: "failing since 2026-11-22T23:57:03Z, 3 times, errcode -1".
std::string words(const HealthReport& report);

}  // namespace tokens
