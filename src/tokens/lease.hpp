// The lease on a token's row: who may ask WeChat for a new token, in all gateways together. No I/O.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "tokens/token.hpp"

namespace tokens {

struct LeaseRequest {
  std::int64_t generation = 0;  // the newest that is known here: a newer one in the row needs no lease
  std::string owner;            // this process, and no other
  std::chrono::milliseconds length{};
  // Set when somebody's lease was waited for: a failure that was counted since is the answer, not a free
  // lease.
  std::optional<int> failures;
  // Set when WeChat refused a token that has life left: at most one such refresh in this time.
  std::optional<std::chrono::milliseconds> forced_pause;
};

// A row right after an attempt to take its lease. All by the database's clock.
struct LeaseView {
  bool taken = false;
  bool held = false;                         // by another process
  std::optional<base::Micros> since_forced;  // how long ago the last forced refresh was; below zero: the
                                             // clock was set back since
  base::Secret secret;                       // when taken: what a new token is asked for with
  TokenState state;
};

enum class LeaseStep {
  ask,         // the lease is ours
  adopt,       // the row has a newer token
  wait,        // somebody is at it: look again
  step_aside,  // the same, and nobody here waits for the token
  failed,      // whoever held the lease brought no token
  too_soon,    // a forced refresh, and the last one is too young
  gone,        // only a new authorisation helps
};

// What to do after each look at the row, from the first to the last of one renewal.
class LeaseWatch {
 public:
  LeaseWatch(std::int64_t generation, std::optional<std::chrono::milliseconds> forced_pause);
  // `patient`: somebody waits for the token.
  LeaseStep next(const LeaseView& view, bool patient);
  // What the next attempt has to find unchanged; nothing before the first look.
  std::optional<int> failures() const { return failures_; }

 private:
  std::int64_t generation_;
  std::optional<std::chrono::milliseconds> forced_pause_;
  std::optional<int> failures_;  // at the first look
};

// What callers are told after LeaseStep::failed, too_soon and gone.
base::Error error_of(LeaseStep step, const LeaseView& view,
                     std::optional<std::chrono::milliseconds> forced_pause);

}  // namespace tokens
