#include "app/settings.hpp"

#include <utility>

#include "app/worker.hpp"

namespace app {
namespace {

// Says of which key's file an error is.
template <class T>
base::Result<T> of(std::string_view key, base::Result<T> loaded) {
  if (!loaded) loaded.error().detail = std::string(key) + ": " + loaded.error().detail;
  return loaded;
}

base::Result<std::shared_ptr<http::TlsServerContext>> server_tls(const ListenerConfig& listener,
                                                                 std::string_view key) {
  if (listener.tls_certificate.empty()) return nullptr;
  return of(key, http::TlsServerContext::load(listener.tls_certificate, listener.tls_key));
}

}  // namespace

db::ConnectOptions connect_options(const Config& config, const std::string& purpose) {
  db::ConnectOptions options;
  options.url = config.database.url;
  options.application_name = "marketcode-gateway " + purpose;
  options.connect_timeout = config.database.connect;
  options.statement_timeout = config.database.statement;
  return options;
}

db::ExecutorOptions work_options(const Config& config) {
  db::ExecutorOptions options;
  options.connect = connect_options(config, "work");
  options.threads = static_cast<std::size_t>(config.database.connections);
  options.queue = config.database.waiting;
  return options;
}

audit::WriterOptions writer_options(const Config& config, const std::string& instance) {
  audit::WriterOptions options;
  options.committer.instance = instance;
  options.committer.roll_over = config.audit.roll_over;
  options.most_intents = config.audit.waiting;
  options.heartbeat = std::min<milliseconds>(options.heartbeat, config.audit.stale_after / 6);
  return options;
}

http::ServerOptions server_options(const Config& config, const std::string& name,
                                   const ListenerConfig& listener) {
  const ServerConfig& server = config.server;
  http::ServerOptions options;
  options.name = name;
  options.address = listener.address;
  options.port = listener.port;
  options.trusted_proxies = server.trusted_proxies;
  options.proxy_protocol = server.proxy_protocol;
  options.limits.header_bytes = server.header_bytes;
  options.limits.handshake = server.handshake;
  options.limits.read_header = server.read;
  options.limits.read_body = server.read;
  options.limits.write = server.write;
  options.limits.idle = server.idle;
  options.limits.leave = server.leave;
  options.reuse_port = options.handed_over = server.share_port;
  return options;
}

http::ConnectionLimits connection_limits(const Config& config) {
  return {config.server.connections, config.server.connections_per_address, config.server.handshakes};
}

std::shared_ptr<http::ConnectionBook> connection_book(const Config& config) {
  return std::make_shared<http::ConnectionBook>(connection_limits(config), config.server.trusted_proxies);
}

// No balancer that has to notice first stands in front of the two others: they leave at once.
http::ServerOptions inner_options(const Config& config, const std::string& name,
                                  const ListenerConfig& listener) {
  auto options = server_options(config, name, listener);
  options.limits.leave = std::chrono::milliseconds(0);
  return options;
}

http::ServerOptions console_options(const Config& config) {
  constexpr std::size_t connections = 512;
  auto options = inner_options(config, "console", config.server.console);
  options.limits.connections = options.limits.connections_per_address = connections;
  return options;
}

http::ServerOptions ops_options(const Config& config) {
  constexpr std::size_t connections = 64;
  auto options = inner_options(config, "ops", config.server.ops);
  options.limits.connections = options.limits.connections_per_address = connections;
  return options;
}

http::ClientOptions client_options(const Config& config) {
  http::ClientOptions options;
  options.connections_per_origin = config.weixin.connections;
  options.waiting_per_origin = config.weixin.waiting;
  options.source_address = config.weixin.source_address;
  if (!config.weixin.proxy.empty()) options.proxy = *http::Origin::parse(config.weixin.proxy);
  return options;
}

query::Limits query_limits(const Config& config) {
  query::Limits limits;
  limits.intent = config.query.intent;
  limits.upstream = config.query.upstream;
  limits.record = config.query.record;
  return limits;
}

WorkerLimits worker_limits(const Config& config) {
  auto server = server_options(config, "public", config.server.public_listener);
  return {server.limits,
          std::move(server.trusted_proxies),
          query_limits(config),
          {config.query.deadline},
          {config.query.deadline}};
}

query::InFlightLimits in_flight_limits(const Config& config) {
  return {config.query.in_flight, config.query.in_flight_per_merchant};
}

query::TallyOptions tally_options(const Config& config) {
  query::TallyOptions options;
  options.entries = config.audit.refusals;
  return options;
}

std::optional<weixin::MessageCrypto> message_crypto(const Config& config) {
  const PlatformConfig& platform = config.platform;
  if (platform.push_token.empty()) return std::nullopt;
  std::optional<weixin::EncodingKey> previous;
  if (!platform.previous_encoding_aes_key.empty()) {
    previous = *weixin::EncodingKey::parse(platform.previous_encoding_aes_key);
  }
  return weixin::MessageCrypto(platform.component_appid, platform.push_token,
                               *weixin::EncodingKey::parse(platform.encoding_aes_key), std::move(previous));
}

platform::AuthorizationDeskOptions authorization_options(const Config& config, const std::string& instance) {
  platform::AuthorizationDeskOptions options;
  options.instance = instance;
  options.pages = {config.platform.component_appid, config.platform.public_url, config.weixin.mp_url,
                   config.weixin.open_url, config.platform.permission_sets};
  options.open = config.platform.open_authorization;
  return options;
}

tokens::DeskOptions desk_options(const Config& config, const std::string& instance) {
  tokens::DeskOptions options;
  options.rules.ahead = config.tokens.ahead;
  options.rules.jitter = config.tokens.jitter;
  options.rules.minimum_life = config.tokens.minimum_life;
  options.renewals.instance = instance;
  options.parallel = static_cast<std::size_t>(config.tokens.parallel);
  options.waiting = config.tokens.waiting;
  return options;
}

base::Result<std::shared_ptr<http::TlsServerContext>> public_tls(const Config& config) {
  return server_tls(config.server.public_listener, "server.public.tls_certificate");
}

base::Result<std::shared_ptr<http::TlsServerContext>> console_tls(const Config& config) {
  return server_tls(config.server.console, "server.console.tls_certificate");
}

base::Result<std::shared_ptr<http::TlsServerContext>> ops_tls(const Config& config) {
  return server_tls(config.server.ops, "server.ops.tls_certificate");
}

base::Result<std::shared_ptr<http::TlsClientContext>> client_tls(const Config& config) {
  return of("weixin.ca_file", http::TlsClientContext::load(config.weixin.ca_file));
}

base::Result<> check_tls(const Config& config) {
  if (const auto loaded = public_tls(config); !loaded) return std::unexpected(loaded.error());
  if (const auto loaded = console_tls(config); !loaded) return std::unexpected(loaded.error());
  if (const auto loaded = ops_tls(config); !loaded) return std::unexpected(loaded.error());
  if (const auto loaded = client_tls(config); !loaded) return std::unexpected(loaded.error());
  return {};
}

}  // namespace app
