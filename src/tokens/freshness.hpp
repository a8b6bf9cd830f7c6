// When a token is used, refreshed ahead of time, or waited for. No I/O.
#pragma once

#include "base/clock.hpp"
#include "tokens/token.hpp"

namespace tokens {

// Made for tokens that live two hours. Those with a shorter life take their proportion: see the functions.
struct FreshnessRules {
  base::Micros minimum_life{std::chrono::seconds(60)};  // below it a query does not use the token
  base::Micros ahead{std::chrono::minutes(10)};         // refresh in the background this long before expiry …
  base::Micros jitter{std::chrono::minutes(5)};  // … and up to this much earlier, different for each merchant
};

enum class Freshness {
  good,   // use it
  due,    // use it, and have it refreshed in the background
  stale,  // wait for a refresh
  gone,   // only a new authorisation by the merchant helps
};

// Whether a query may use the token: what is left of its life is the larger of both minimums, or half of a
// life that was shorter than that from the beginning.
bool usable(const Token& token, base::WallTime now, base::Micros minimum_life, const FreshnessRules& rules);

// A token that has life left is used, even when it is the last one.
Freshness judge(const TokenState& state, base::WallTime now, base::Micros minimum_life,
                const FreshnessRules& rules);

// The moment of the background refresh of this token, the same in every gateway: at most a quarter of its
// life ahead and an eighth more of jitter. The beginning of time when there is no token.
base::WallTime refresh_time(const TokenState& state, const FreshnessRules& rules);

}  // namespace tokens
