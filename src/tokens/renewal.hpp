// What differs between a merchant's token and the platform's when they are renewed.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "db/connection.hpp"
#include "tokens/lease.hpp"
#include "tokens/verdict.hpp"

namespace tokens {

// Why a token is renewed.
enum class Reason : std::uint8_t { missing, expired, ahead, refused };
std::string_view name(Reason reason);

struct NewTokens {
  base::Secret access;
  base::Secret refresh;  // empty: keep the stored one
  std::chrono::seconds expires_in{};
};
using TokenAnswer = std::expected<NewTokens, Refusal>;

// New tokens as they go into the row.
struct SealedTokens {
  std::string access;
  std::string refresh;  // empty: keep the stored one
  base::Micros life{};  // from the moment WeChat was asked
};

struct StoreView {
  enum class Fate {
    stored,  // the row holds the new token
    newer,   // the row holds a newer generation, perhaps ours from a commit in doubt
    leased,  // another process renews the token meanwhile: look again
  } fate = Fate::stored;
  TokenState state;  // the row as it is now
};

struct FailureNote {
  std::optional<std::int64_t> errcode;
  bool for_good = false;  // only a new authorisation helps
};

// One renewal of one token.
class Renewal {
 public:
  virtual ~Renewal() = default;

  // On threads of a db::Executor. Const, because a job whose time was up goes on beside the loop.

  // In one UPDATE: the lease when it is free, over or ours already, and the generation is not newer.
  virtual base::Result<LeaseView> take_lease(db::Connection& connection,
                                             const LeaseRequest& request) const = 0;
  // By compare-and-set on the generation under which the lease was taken; ends the lease.
  virtual base::Result<StoreView> store(db::Connection& connection, std::int64_t generation,
                                        std::string_view owner, const SealedTokens& tokens,
                                        base::Micros asked_ago) const = 0;
  // Ends the lease if it is still `owner`'s, and counts a failure if there is one to count.
  virtual base::Result<TokenState> end_lease(db::Connection& connection, std::string_view owner,
                                             const std::optional<FailureNote>& failure) const = 0;

  // On the loop.

  virtual std::string_view name() const = 0;  // an appid, for the log
  // What for, before all else.
  virtual void begin(Reason) {}
  // Gets what ask() needs, before the lease is taken.
  virtual base::Awaitable<base::Result<>> prepare(base::Deadline deadline) = 0;
  // Asks WeChat, with the secret that was read under the lease.
  virtual base::Awaitable<TokenAnswer> ask(const base::Secret& secret, base::Deadline deadline) = 0;
  virtual SealedTokens seal(const NewTokens& tokens) = 0;
  // Makes a row the one that this process uses.
  virtual void publish(TokenState state) = 0;
};

}  // namespace tokens
