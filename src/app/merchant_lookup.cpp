#include "app/merchant_lookup.hpp"

#include <exception>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "app/settings.hpp"
#include "app/token_source.hpp"
#include "base/async.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/executor.hpp"
#include "http/client.hpp"
#include "platform/component_token.hpp"
#include "platform/weixin_calls.hpp"
#include "tokens/weixin_calls.hpp"

namespace app {
namespace {

using namespace std::chrono_literals;
using Answer = base::Result<MerchantLookup>;

constexpr auto limit = 10s;
constexpr auto patience = 2s;  // for a new component_access_token to be stored

base::Error explained(std::string_view appid, const base::Error& error) {
  base::Error told = error;
  told.detail = std::string(appid) + " could not be looked up at WeChat: " + error.detail;
  if (!error.cause.empty()) told.detail += " (" + error.cause + ")";
  return told;
}

base::Awaitable<Answer> ask(tokens::ComponentTokens& component, platform::MerchantCalls& calls,
                            tokens::TokenCalls& token_calls, std::string appid, base::Deadline deadline) {
  auto token = co_await component.component_token(deadline);
  if (!token) co_return std::unexpected(token.error());
  auto state = co_await calls.merchant_state(token->text, appid, deadline);
  if (!state && state.error().verdict == tokens::Verdict::credential_refused) {
    token = co_await component.renew_component_token(token->generation, deadline);
    if (!token) co_return std::unexpected(token.error());
    state = co_await calls.merchant_state(token->text, appid, deadline);
  }
  if (!state) co_return std::unexpected(state.error().error);
  // Good to know, but nothing depends on it.
  auto refresh = co_await token_calls.refresh_token(token->text, appid, deadline);
  co_return MerchantLookup{std::move(*state), refresh ? std::move(*refresh) : base::Secret()};
}

db::ExecutorOptions executor_options(const Config& config) {
  db::ExecutorOptions options;
  options.connect = connect_options(config, "command");
  options.threads = 1;
  return options;
}

// The part of a gateway that a lookup needs, on a loop of its own.
struct Session {
  Session(boost::asio::io_context& loop, const Config& config, const crypto::KeyRing& keys,
          std::shared_ptr<http::TlsClientContext> tls, http::Origin weixin,
          std::unique_ptr<TokenCentre> token_centre, const base::Clock& clock, base::Random& random)
      : io(loop),
        database(executor_options(config), clock, log),
        client(io, client_options(config), std::move(tls), clock),
        api(client, std::move(weixin), clock),
        component_calls(api),
        merchant_calls(api, config.platform.component_appid),
        token_calls(api, config.platform.component_appid),
        component(
            io, {config.platform.component_appid, config.platform.component_secret},
            desk_options(config, "command-" + base::to_hex(base::make_sortable_id(clock.wall(), random))),
            keys, database, component_calls, clock, random, metrics, log),
        centre(std::move(token_centre)) {}

  Answer run(std::string appid, base::Deadline deadline);

  boost::asio::io_context& io;
  base::Log log{base::LogLevel::error, base::LogFormat::text};
  base::Metrics metrics;
  db::Executor database;
  http::Client client;
  weixin::Api api;
  platform::WeixinComponentCalls component_calls;
  platform::WeixinMerchantCalls merchant_calls;
  tokens::WeixinTokenCalls token_calls;
  platform::ComponentToken component;
  std::unique_ptr<TokenCentre> centre;  // null: WeChat is asked
  tokens::ExternalTokenCalls external_calls;
};

Answer Session::run(std::string appid, base::Deadline deadline) {
  const auto loaded = database.run_blocking(
      deadline, [this](db::Connection& connection) { return component.load_changes(connection, 0); });
  if (!loaded) return std::unexpected(loaded.error());

  std::optional<Answer> answer;
  std::exception_ptr failure;
  tokens::ComponentTokens& source = centre ? centre->component() : component;
  tokens::TokenCalls& calls = centre ? static_cast<tokens::TokenCalls&>(external_calls) : token_calls;
  boost::asio::co_spawn(io, ask(source, merchant_calls, calls, std::move(appid), deadline),
                        [&](std::exception_ptr thrown, Answer result) {
                          failure = thrown;
                          answer = std::move(result);
                          component.stop(patience, [this] {
                            client.close();
                            if (centre) centre->close();
                          });
                        });
  io.run();  // ends when nothing is left to do
  if (failure) std::rethrow_exception(failure);
  return *std::move(answer);
}

}  // namespace

Answer look_up_merchant(const Config& config, const crypto::KeyRing& keys, const base::Clock& clock,
                        base::Random& random, std::string_view appid) {
  auto tls = client_tls(config);
  if (!tls) return std::unexpected(tls.error());
  auto weixin = http::Origin::parse(config.weixin.url);
  if (!weixin) return std::unexpected(weixin.error());
  boost::asio::io_context io(1);
  auto centre = TokenCentre::make(config, io, clock);
  if (!centre) return std::unexpected(centre.error());
  Session session(io, config, keys, std::move(*tls), std::move(*weixin), std::move(*centre), clock, random);
  auto answer = session.run(std::string(appid), base::Deadline{clock.steady() + limit});
  if (!answer) return std::unexpected(explained(appid, answer.error()));
  return answer;
}

}  // namespace app
