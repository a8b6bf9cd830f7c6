// The part of a gateway that commands need to call WeChat, on a loop of its own.
#pragma once

#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>

#include "app/config.hpp"
#include "app/token_source.hpp"
#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/executor.hpp"
#include "http/client.hpp"
#include "platform/component_token.hpp"
#include "platform/weixin_calls.hpp"
#include "tokens/weixin_calls.hpp"
#include "weixin/api.hpp"

namespace app {

// Uses the component_access_token that the gateways share, and renews it under its lease when it has to. What
// is given by reference must outlive it.
class CommandSession {
 public:
  static base::Result<std::unique_ptr<CommandSession>> open(const Config& config, const crypto::KeyRing& keys,
                                                            const base::Clock& clock, base::Random& random);

  // Runs `work` on the loop and returns when it has ended; the database must answer by `ready`.
  base::Result<> run(base::Deadline ready, std::function<base::Awaitable<void>()> work);

  // WeChat's, or those of the token centre that is configured.
  tokens::ComponentTokens& component();
  tokens::TokenCalls& token_calls();

 private:
  CommandSession(const Config& config, const crypto::KeyRing& keys,
                 std::shared_ptr<http::TlsClientContext> tls, http::Origin weixin, std::string name,
                 const base::Clock& clock, base::Random& random);

 public:
  const std::string instance;  // names this process in leases
  boost::asio::io_context io{1};
  base::Log log{base::LogLevel::error, base::LogFormat::text};
  base::Metrics metrics;
  db::Executor database;
  http::Client client;
  weixin::Api api;
  platform::WeixinComponentCalls component_calls;
  platform::WeixinMerchantCalls merchant_calls;

 private:
  tokens::WeixinTokenCalls weixin_tokens_;
  tokens::ExternalTokenCalls external_tokens_;
  platform::ComponentToken component_;
  std::unique_ptr<TokenCentre> centre_;  // null: WeChat is asked
};

}  // namespace app
