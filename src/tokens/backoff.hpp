// Pauses after failures, longer each time. No I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "tokens/verdict.hpp"

namespace tokens {

struct BackoffRules {
  base::Micros first{std::chrono::seconds(1)};
  base::Micros most{std::chrono::minutes(5)};
  base::Micros day_quota{std::chrono::minutes(10)};  // at least, when the day's quota is used up
};

// How long to leave WeChat alone after the nth failure in a row: doubling up to `most`, a quarter more or
// less by `chance` (0 to 1); a used up minute quota lasts to the next minute at least.
base::Micros pause_after(Verdict verdict, int failures, base::WallTime now, double chance,
                         const BackoffRules& rules);

// 0 (inclusive) to 1 (exclusive).
double chance(base::Random& random);

// Who is being left alone, and what callers are told meanwhile. Not thread-safe.
class Backoff {
 public:
  // Counts one more failure in a row; gives their number.
  int count(int id);
  // `generation`: of the token that could not be renewed.
  void set(int id, std::int64_t generation, base::SteadyTime until, base::Error error);
  void clear(int id);
  // The error of the last failure with the time that is left of the pause; nothing when it may be tried, as
  // it may when the token is of another generation by now.
  std::optional<base::Error> refusal(int id, std::int64_t generation, base::SteadyTime now) const;
  // How many have failed and not succeeded since.
  std::size_t failing() const { return entries_.size(); }

 private:
  struct Entry {
    int failures = 0;
    std::int64_t generation = 0;
    base::SteadyTime until{};
    base::Error error;
  };
  std::unordered_map<int, Entry> entries_;
};

}  // namespace tokens
