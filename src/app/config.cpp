#include "app/config.hpp"

#include <utility>

#include "app/config_audit.hpp"
#include "app/config_authorization.hpp"
#include "app/config_outward.hpp"
#include "app/config_reader.hpp"
#include "app/memory_bound.hpp"
#include "http/client.hpp"
#include "weixin/message_crypto.hpp"

namespace app {
namespace {

using namespace std::chrono_literals;

void read_listener(ConfigReader& reader, const std::string& section, ListenerConfig& listener) {
  reader.text(section + ".address", listener.address);
  reader.number(section + ".port", listener.port, 0, 65535);
  reader.path(section + ".tls_certificate", listener.tls_certificate);
  reader.path(section + ".tls_key", listener.tls_key);
  reader.flag(section + ".tls_offloaded", listener.tls_offloaded);

  if (!base::parse_address(listener.address)) reader.mistake(section + ".address", "must be an IP address");
  const bool tls = !listener.tls_certificate.empty();
  if (tls == listener.tls_key.empty())
    reader.mistake(section + ".tls_certificate", "goes with tls_key, or without");
  if (!tls && !listener.tls_offloaded && !is_loopback(listener.address)) {
    reader.mistake(
        section + ".address",
        "is open to the network without TLS: give tls_certificate and tls_key, or tls_offloaded = true when "
        "a proxy in front does TLS");
  }
}

void read_server(ConfigReader& reader, ServerConfig& server) {
  read_listener(reader, "server.public", server.public_listener);
  read_listener(reader, "server.console", server.console);
  read_listener(reader, "server.ops", server.ops);
  reader.number("server.loops", server.loops, 1, 64);
  reader.ranges("server.trusted_proxies", server.trusted_proxies);
  reader.flag("server.proxy_protocol", server.proxy_protocol);
  reader.number("server.connections", server.connections, 1, 1'000'000);
  reader.number("server.connections_per_address", server.connections_per_address, 1, 1'000'000);
  reader.number("server.handshakes", server.handshakes, 2, 100'000);
  reader.number("server.header_bytes", server.header_bytes, 1024, 65536);
  reader.duration("server.handshake_ms", server.handshake, 100ms, 60s);
  reader.duration("server.read_ms", server.read, 100ms, 60s);
  reader.duration("server.write_ms", server.write, 100ms, 60s);
  reader.duration("server.idle_ms", server.idle, 100ms, 1h);
  reader.duration("server.leave_ms", server.leave, 0ms, 1min);
  reader.duration("server.stop_ms", server.stop, 1s, 5min);
  reader.flag("server.share_port", server.share_port);
  if (server.share_port &&
      (server.public_listener.port == 0 || server.console.port == 0 || server.ops.port == 0)) {
    reader.mistake("server.share_port",
                   "needs fixed ports: server.public.port, server.console.port and server.ops.port");
  }
  if (server.proxy_protocol && server.trusted_proxies.empty()) {
    reader.mistake("server.proxy_protocol", "needs trusted_proxies: only they may say who the client is");
  }
}

void read_console(ConfigReader& reader, ConsoleConfig& console) {
  reader.duration("console.session_idle_s", console.session_idle, 1s, 24h);
  reader.duration("console.session_s", console.session, 1s, 7 * 24h);
  reader.path("console.site", console.site);
}

void read_database(ConfigReader& reader, DatabaseConfig& database) {
  reader.secret("database.url", database.url, true);
  reader.secret("database.owner_url", database.owner_url, false);
  reader.number("database.connections", database.connections, 1, 64);
  reader.number("database.waiting", database.waiting, 16, 100'000);
  reader.duration("database.connect_ms", database.connect, 100ms, 30s);
  reader.duration("database.statement_ms", database.statement, 100ms, 5min);
}

void read_pushes(ConfigReader& reader, PlatformConfig& platform) {
  reader.secret("platform.push_token", platform.push_token, false);
  reader.secret("platform.encoding_aes_key", platform.encoding_aes_key, false);
  reader.secret("platform.previous_encoding_aes_key", platform.previous_encoding_aes_key, false);
  milliseconds oldest{0};
  reader.duration("platform.oldest_push_s", oldest, 0s, 24h);
  platform.oldest_push = std::chrono::duration_cast<std::chrono::seconds>(oldest);
  if (platform.push_token.empty() != platform.encoding_aes_key.empty()) {
    reader.mistake("platform.push_token", "goes with encoding_aes_key, or without");
  }
  for (const auto& [key, secret] :
       {std::pair("platform.encoding_aes_key", &platform.encoding_aes_key),
        std::pair("platform.previous_encoding_aes_key", &platform.previous_encoding_aes_key)}) {
    if (secret->empty()) continue;
    if (const auto good = weixin::EncodingKey::parse(*secret); !good)
      reader.mistake(key, good.error().detail);
  }
}

void read_upstream(ConfigReader& reader, Config& config) {
  reader.text("platform.component_appid", config.platform.component_appid);
  if (config.platform.component_appid.empty()) reader.mistake("platform.component_appid", "is missing");
  reader.secret("platform.component_secret", config.platform.component_secret, true);
  read_pushes(reader, config.platform);
  reader.secret("keys.master", config.master_keys, true);

  WeixinConfig& weixin = config.weixin;
  reader.text("weixin.url", weixin.url);
  reader.path("weixin.ca_file", weixin.ca_file);
  reader.text("weixin.source_address", weixin.source_address);
  reader.text("weixin.proxy", weixin.proxy);
  reader.number("weixin.connections", weixin.connections, 1, 10'000);
  reader.number("weixin.waiting", weixin.waiting, 1, 100'000);
  const auto origin = http::Origin::parse(weixin.url);
  if (!origin) {
    reader.mistake("weixin.url", origin.error().detail);
  } else if (!origin->tls && !is_loopback(origin->host)) {
    reader.mistake("weixin.url", "tokens would leave this machine unencrypted: use https");
  }
  const auto proxy = http::Origin::parse(weixin.proxy);
  if (!weixin.proxy.empty() && (!proxy || proxy->tls)) {
    reader.mistake("weixin.proxy", "must be of the form http://host:port");
  }
  if (!weixin.source_address.empty() && !base::parse_address(weixin.source_address)) {
    reader.mistake("weixin.source_address", "must be an IP address of this machine");
  }
}

void read_rest(ConfigReader& reader, Config& config) {
  reader.duration("reconcile.every_s", config.reconcile.every, 0s, 31 * 24h);
  reader.duration("reconcile.reread_s", config.reconcile.reread, 0s, 31 * 24h);
  reader.duration("reconcile.delay_s", config.reconcile.delay, 0s, 3600s);
  reader.duration("query.intent_ms", config.query.intent, 10ms, longest_query);
  reader.duration("query.upstream_ms", config.query.upstream, 10ms, longest_query);
  reader.duration("query.record_ms", config.query.record, 10ms, longest_query);
  reader.duration("query.deadline_ms", config.query.deadline, 100ms, longest_query);
  reader.number("query.in_flight", config.query.in_flight, 2, 100'000);
  reader.number("query.in_flight_per_merchant", config.query.in_flight_per_merchant, 1, 100'000);
  if (config.query.in_flight_per_merchant >= config.query.in_flight) {
    reader.mistake("query.in_flight_per_merchant", "must be below in_flight (" +
                                                       std::to_string(config.query.in_flight) +
                                                       "): one merchant must leave places to the others");
  }

  reader.duration("tokens.ahead_s", config.tokens.ahead, 0s, 90min);
  reader.duration("tokens.jitter_s", config.tokens.jitter, 0s, 30min);
  reader.duration("tokens.minimum_life_s", config.tokens.minimum_life, 0s, 90min);
  reader.number("tokens.parallel", config.tokens.parallel, 1, 256);
  reader.number("tokens.waiting", config.tokens.waiting, 16, 1'000'000);
}

void read_limits(ConfigReader& reader, Config& config) {
  reader.number("limits.memory_mb", config.limits.memory_mb, 128, 1 << 20);
  if (const auto fits = check_memory(config); !fits) reader.mistake("limits.memory_mb", fits.error().detail);
}

void read_log(ConfigReader& reader, Config& config) {
  std::string level = "info";
  std::string format = "text";
  reader.one_of("log.level", level, {"debug", "info", "warn", "error"});
  reader.one_of("log.format", format, {"text", "json"});
  config.log_level = level == "debug"   ? base::LogLevel::debug
                     : level == "warn"  ? base::LogLevel::warn
                     : level == "error" ? base::LogLevel::error
                                        : base::LogLevel::info;
  config.log_format = format == "json" ? base::LogFormat::json : base::LogFormat::text;
}

}  // namespace

base::Result<Config> load_config(const std::filesystem::path& file,
                                 const std::vector<std::string>& overrides) {
  ConfigReader reader(std::filesystem::absolute(file), overrides);
  Config config;
  reader.flag("development", config.development);
  reader.flag("core_dumps", config.core_dumps);
  read_log(reader, config);
  read_server(reader, config.server);
  read_console(reader, config.console);
  read_database(reader, config.database);
  read_upstream(reader, config);
  read_authorization(reader, config);
  read_rest(reader, config);
  read_audit(reader, config);
  read_outward(reader, config);
  read_limits(reader, config);
  if (auto finished = reader.finish(); !finished) return std::unexpected(finished.error());
  config.values = reader.values();
  return config;
}

}  // namespace app
