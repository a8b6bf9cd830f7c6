// How long a log-in has to wait after failed ones: decisions only.
#pragma once

#include <optional>

#include "base/clock.hpp"

namespace staff {

// Failures in a row and when the last one was.
struct Attempts {
  int failures = 0;
  base::WallTime last;
  bool known = false;  // an account from an address where it has logged in within `known_for`
};

// What the three counts may reach before waiting begins. Each further failure doubles the wait.
struct ThrottleRule {
  int free;                      // failures without a wait
  std::chrono::seconds longest;  // wait
};

// An account from one origin (base::origin_of): somebody guesses, or forgot. One origin: somebody tries many
// accounts. One account from anywhere: many machines try it; its owner must still get in, so the wait stays
// short.
inline constexpr ThrottleRule pair_rule{5, std::chrono::seconds(60)};
inline constexpr ThrottleRule address_rule{20, std::chrono::seconds(60)};
inline constexpr ThrottleRule account_rule{50, std::chrono::seconds(5)};
// Wrong codes of an account, each after its right password, from where it has not logged in before: a million
// codes are few.
inline constexpr ThrottleRule code_rule{10, std::chrono::minutes(15)};

// Failures are forgotten after this long without another one.
inline constexpr std::chrono::minutes forgotten_after{15};

inline constexpr std::chrono::hours known_for{90 * 24};

// The time until another attempt is taken; 0 when it is taken now.
base::Micros wait_of(const Attempts& attempts, const ThrottleRule& rule, base::WallTime now);
// The longest of the three. What the whole world does to an account does not keep out its owner, who comes
// from where he came from before.
base::Micros wait_of(const Attempts& pair, const Attempts& address, const Attempts& account,
                     base::WallTime now);

}  // namespace staff
