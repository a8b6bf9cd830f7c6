#include "app/command_session.hpp"

#include <exception>
#include <utility>

#include "app/settings.hpp"
#include "base/ids.hpp"

namespace app {
namespace {

using namespace std::chrono_literals;

constexpr auto command_patience = 2s;  // for a new component_access_token to be stored

db::ExecutorOptions command_executor_options(const Config& config) {
  db::ExecutorOptions options;
  options.connect = connect_options(config, "command");
  options.threads = 1;
  return options;
}

}  // namespace

CommandSession::CommandSession(const Config& config, const crypto::KeyRing& keys,
                               std::shared_ptr<http::TlsClientContext> tls, http::Origin weixin,
                               std::string name, const base::Clock& clock, base::Random& random)
    : instance(std::move(name)),
      database(command_executor_options(config), clock, log),
      client(io, client_options(config), std::move(tls), clock),
      api(client, std::move(weixin), clock),
      component_calls(api),
      merchant_calls(api, config.platform.component_appid),
      weixin_tokens_(api, config.platform.component_appid),
      component_(io, {config.platform.component_appid, config.platform.component_secret},
                 desk_options(config, instance), keys, database, component_calls, clock, random, metrics,
                 log) {}

base::Result<std::unique_ptr<CommandSession>> CommandSession::open(const Config& config,
                                                                   const crypto::KeyRing& keys,
                                                                   const base::Clock& clock,
                                                                   base::Random& random) {
  auto tls = client_tls(config);
  if (!tls) return std::unexpected(tls.error());
  auto weixin = http::Origin::parse(config.weixin.url);
  if (!weixin) return std::unexpected(weixin.error());
  std::string name = "command-" + base::to_hex(base::make_sortable_id(clock.wall(), random));
  std::unique_ptr<CommandSession> session(
      new CommandSession(config, keys, std::move(*tls), std::move(*weixin), std::move(name), clock, random));
  auto centre = TokenCentre::make(config, session->io, clock);
  if (!centre) return std::unexpected(centre.error());
  session->centre_ = std::move(*centre);
  return session;
}

tokens::ComponentTokens& CommandSession::component() {
  if (centre_) return centre_->component();
  return component_;
}

tokens::TokenCalls& CommandSession::token_calls() {
  if (centre_) return external_tokens_;
  return weixin_tokens_;
}

base::Result<> CommandSession::run(base::Deadline ready, std::function<base::Awaitable<void>()> work) {
  const auto loaded = database.run_blocking(
      ready, [this](db::Connection& connection) { return component_.load_changes(connection, 0); });
  if (!loaded) return loaded;
  std::exception_ptr failure;
  boost::asio::co_spawn(io, work(), [&](std::exception_ptr thrown) {
    failure = thrown;
    component_.stop(command_patience, [this] {
      client.close();
      if (centre_) centre_->close();
    });
  });
  io.run();  // ends when nothing is left to do
  if (failure) std::rethrow_exception(failure);
  return {};
}

}  // namespace app
