// Performs renewals: lease, call, commit (design, promise 3).
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "db/executor.hpp"
#include "tokens/renewal.hpp"

namespace tokens {

struct RenewerOptions {
  std::string instance;                            // of this process, for whoever looks at a lease
  std::chrono::milliseconds lease{20'000};         // in PostgreSQL, by its clock
  std::chrono::milliseconds call{10'000};          // and never beyond three quarters of the lease
  std::chrono::milliseconds database{2'000};       // a statement
  std::chrono::milliseconds forced_pause{60'000};  // at most one forced renewal of a token in this time
};

struct Wish {
  std::int64_t generation = 0;  // the newest that this process knows
  Reason reason = Reason::missing;
  std::function<bool()> patient;  // whether somebody waits for the token now
};

// An answer of WeChat's that is not in the database yet.
struct Unsaved {
  SealedTokens tokens;
  std::int64_t generation = 0;  // of the row when the lease was taken
  base::SteadyTime asked_at{};
};

struct RenewalEnd {
  enum class Kind : std::uint8_t {
    renewed,   // a new token is stored and published
    unsaved,   // a new token is published and has to be saved
    adopted,   // another gateway's token is published
    aside,     // another gateway is at it
    refused,   // no token for this merchant, from WeChat or for want of a refresh token: leave it alone a
               // while
    too_soon,  // a forced refresh, too early after the last
    failed,    // WeChat was not asked, and the trouble is not this token's
  } kind = Kind::failed;
  Refusal refusal;                         // with refused, too_soon and failed
  std::shared_ptr<const Unsaved> unsaved;  // with unsaved
};

// Lives on one loop. Everything given by reference must outlive the coroutines.
class Renewer {
 public:
  Renewer(RenewerOptions options, db::Executor& database, const base::Clock& clock, base::Random& random,
          base::Log& log);

  // One at a time for a token; the caller sees to it.
  base::Awaitable<RenewalEnd> renew(std::shared_ptr<Renewal> renewal, Wish wish);
  // Tries until the answer is in the database or the database has a newer one. False when stop() was called
  // and its time is up: then it is lost.
  base::Awaitable<bool> save(std::shared_ptr<Renewal> renewal, std::shared_ptr<const Unsaved> unsaved,
                             Wish wish);

  // Renewals that wait for another gateway end at once; answers are saved for so much longer.
  void stop(std::chrono::milliseconds patience);

 private:
  struct Leased {
    LeaseView view;
    base::SteadyTime at;  // a moment before the lease began
  };
  base::Awaitable<std::expected<Leased, RenewalEnd>> acquire(std::shared_ptr<Renewal> renewal,
                                                             const Wish& wish);
  RenewalEnd end_without_lease(LeaseStep step, const LeaseView& view) const;
  base::Awaitable<RenewalEnd> ask_and_store(std::shared_ptr<Renewal> renewal, const Wish& wish, Leased lease);
  base::Awaitable<RenewalEnd> give_up(std::shared_ptr<Renewal> renewal, const Wish& wish, Refusal refusal);
  base::Awaitable<base::Result<StoreView>> store(std::shared_ptr<Renewal> renewal,
                                                 std::shared_ptr<const Unsaved> unsaved);
  RenewalEnd stored(Renewal& renewal, const Wish& wish, const StoreView& row, const Unsaved& unsaved);
  TokenState as_if_stored(TokenState row, const Unsaved& unsaved) const;
  base::Micros age(const Unsaved& unsaved) const;
  base::Awaitable<void> pause(base::Micros shortest, base::Micros longest);
  base::Deadline database_deadline() const;
  void log_failure(const Renewal& renewal, const Wish& wish, const Refusal& refusal);

  RenewerOptions options_;
  std::string owner_;
  db::Executor& database_;
  const base::Clock& clock_;
  base::Random& random_;
  base::Log& log_;
  std::optional<base::SteadyTime> give_up_at_;
};

}  // namespace tokens
