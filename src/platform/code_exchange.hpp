// Exchanges authorisation codes for tokens and brings the merchants in.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/executor.hpp"
#include "platform/authorization_calls.hpp"
#include "platform/merchant_calls.hpp"
#include "tokens/component_credential.hpp"
#include "tokens/token_calls.hpp"

namespace platform {

struct CodeExchangeOptions {
  std::string instance;                    // names this process in leases and in the log's lines
  std::chrono::milliseconds call{10'000};  // the calls to WeChat for one code, together
  std::chrono::milliseconds database{2'000};
  std::chrono::milliseconds lease{30'000};      // longer than call and database together
  std::chrono::milliseconds look_again{5'000};  // for codes that other processes left
  // A merchant came in that may have left meanwhile: WeChat is to be asked about it.
  std::function<void(std::shared_ptr<const tenancy::Merchant>)> on_doubt;
};

// One code at a time: take it under a lease · api_query_auth · api_get_authorizer_info · merchant, tokens,
// line of the log and the code's end in one transaction. A code whose answer was lost (61010) is recovered by
// the refresh token that api_get_authorizer_info or the list tells. Lives on the control loop.
class CodeExchange {
 public:
  // What is given by reference must outlive the loop's last coroutine.
  CodeExchange(boost::asio::io_context& loop, CodeExchangeOptions options, const crypto::KeyRing& keys,
               db::Executor& database, AuthorizationCalls& calls, MerchantCalls& merchants,
               tokens::TokenCalls& tokens, tokens::ComponentTokens& component, const base::Clock& clock,
               base::Random& random, base::Metrics& metrics, base::Log& log);
  ~CodeExchange();

  void start();
  // Ends after the code that is in hand; `done` is called on the loop.
  void stop(std::function<void()> done);
  // A code has come: looks at once. Any thread.
  void poke();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace platform
