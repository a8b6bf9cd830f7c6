// Gets new access tokens: one refresh at a time for a merchant, in all gateways together.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/executor.hpp"
#include "tenancy/directory.hpp"
#include "tokens/refresh_desk.hpp"
#include "tokens/token_calls.hpp"
#include "tokens/token_history.hpp"
#include "tokens/vault.hpp"

namespace tokens {

class ExternalTokens;

// Lives on the control loop. token() and renew() may be called from any loop.
// A refresh: take the lease by the database's clock (or wait for whoever holds it) · read generation and
// refresh token under the lease · ask WeChat · store access and refresh token by compare-and-set in one
// transaction. An answer that cannot be committed is served to this process's queries and committed later.
// A refresh token that WeChat refuses (61023, 42002, 42007) is repaired under the same lease: from
// api_get_authorizer_info, then from the list; only when both were read and do not help is the merchant
// marked. After a refusal the merchant is left alone for a while; callers are told at once, with retry_after.
class Refresher {
 public:
  // What is given by reference must outlive the loop's last coroutine.
  Refresher(boost::asio::io_context& loop, DeskOptions options, Vault& vault,
            const tenancy::Directory& directory, const crypto::KeyRing& keys, db::Executor& database,
            TokenCalls& calls, ComponentTokens& component, TokenHistory& history, const base::Clock& clock,
            base::Random& random, base::Metrics& metrics, base::Log& log);
  ~Refresher();

  // A token with at least the minimum life left (or `minimum_life`, if longer). Waits only when there is
  // none. Code::token_unavailable (for now), Code::merchant_needs_reauthorization (for good),
  // Code::merchant_not_authorized (61003), Code::provider_address_not_allowed (61004, 40164).
  base::Awaitable<base::Result<TokenPtr>> token(int merchant, base::Deadline deadline,
                                                base::Micros minimum_life = {});
  // WeChat refused this generation. Gives a newer one if the store has it, else refreshes, at most once a
  // minute a merchant; Code::token_unavailable otherwise.
  base::Awaitable<base::Result<TokenPtr>> renew(int merchant, std::int64_t refused_generation,
                                                base::Deadline deadline);

  // Tokens are asked for there from now on, and not at WeChat. Before start(); `source` as all else.
  void use(ExternalTokens& source);
  // Begins to refresh ahead of expiry, in the background. On the loop, or before it runs.
  void start();
  // No new refreshes; `done` is called on the loop when those in flight have ended and are stored, or could
  // not be stored for so long.
  void stop(std::chrono::milliseconds patience, std::function<void()> done);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace tokens
