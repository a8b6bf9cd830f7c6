// Every setting, as the program uses it. The file's form is config/gateway.production.toml.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/address.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"

namespace app {

using std::chrono::milliseconds;

struct ListenerConfig {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::string tls_certificate;  // both or none
  std::string tls_key;
  bool tls_offloaded = false;  // a proxy in front does TLS: plain HTTP beyond loopback is meant
};

struct ServerConfig {
  int loops = 2;  // event loops of the public listener
  ListenerConfig public_listener;
  ListenerConfig console;
  ListenerConfig ops;
  std::vector<base::Cidr> trusted_proxies;
  bool proxy_protocol = false;
  std::size_t connections = 10'000;  // of the public listener, all loops together
  std::size_t connections_per_address = 1'000;
  std::size_t handshakes = 500;
  std::size_t header_bytes = 8 * 1024;
  milliseconds handshake{10'000};
  milliseconds read{10'000};
  milliseconds write{10'000};
  milliseconds idle{75'000};
  milliseconds leave{1'000};  // see http::ServerLimits::leave
  milliseconds stop{15'000};
  bool share_port = false;
};

struct DatabaseConfig {
  base::Secret url;        // of the role marketcode_app
  base::Secret owner_url;  // of the role marketcode_owner, for migrate; may be empty
  int connections = 4;
  std::size_t waiting = 256;  // jobs, besides the audit log's
  milliseconds connect{2'000};
  milliseconds statement{5'000};
};

struct PlatformConfig {
  std::string component_appid;
  base::Secret component_secret;
  // Of the platform's message settings at WeChat; without them pushes are not served.
  base::Secret push_token;
  base::Secret encoding_aes_key;
  base::Secret previous_encoding_aes_key;  // may be empty
  std::chrono::seconds oldest_push{0};     // 0: any
  // How merchants come in; without a public_url there is no /authorize.
  std::string public_url;                   // origin of the public listener, as merchants' browsers reach it
  bool open_authorization = false;          // true: without an invitation too
  std::vector<int> permission_sets = {46};  // asked for at WeChat
};

struct WeixinConfig {
  std::string url = "https://api.weixin.qq.com";
  std::string mp_url = "https://mp.weixin.qq.com";      // where merchants consent, on a computer …
  std::string open_url = "https://open.weixin.qq.com";  // … and on a phone
  std::string ca_file;
  std::string source_address;
  std::string proxy;
  std::size_t connections = 256;  // of each event loop
  std::size_t waiting = 1'024;    // queries that wait for one, of each event loop
};

inline constexpr milliseconds longest_query{15'000};  // X-Timeout-Ms goes up to it

struct QueryConfig {
  milliseconds intent{1'000};
  milliseconds upstream{3'000};
  milliseconds record{1'000};
  milliseconds deadline{5'000};
  std::size_t in_flight = 2'000;  // at once, in all loops
  std::size_t in_flight_per_merchant = 500;
};

struct AuditConfig {
  std::string log_name;                      // of checkpoints and keys, unique in the world
  base::Secret signing_key;                  // empty: nothing is signed
  milliseconds checkpoint{10'000};           // at most this long apart while records come
  std::string checkpoint_file;               // every signed note is appended; empty: none
  std::vector<std::string> checkpoint_urls;  // … and sent there
  std::string checkpoint_ca_file;
  bool open = true;  // checkpoints, keys and manifests are told to whoever asks
  milliseconds stale_after{30'000};
  milliseconds index{10'000};  // how often new records are counted and indexed for search
  std::int64_t roll_over = 1 << 20;
  std::size_t waiting = 20'000;   // intents and records that wait for a commit
  std::size_t refusals = 50'000;  // different ones of a minute that are counted for a record
  int personal_days = 180;        // until the key of a day's personal values is destroyed; 0: never
};

struct RetentionConfig {
  int min_days = 1'095;  // before that a day's records stay in the database
};

struct ConsoleConfig {
  milliseconds session_idle{30 * 60'000};  // a session ends that long after its last request …
  milliseconds session{12 * 3'600'000};    // … and that long after its beginning
  std::string site;                        // folder of the web console's built files; empty: the API only
};

struct TokensConfig {
  milliseconds ahead{10 * 60'000};
  milliseconds jitter{5 * 60'000};
  milliseconds minimum_life{60'000};
  int parallel = 16;
  std::size_t waiting = 10'000;  // refreshes, besides those in flight
  // The provider's token centre that is asked in place of WeChat; without a URL WeChat is.
  std::string external_url;
  base::Secret external_secret;
  std::string external_ca_file;
};

// The provider's own systems that are told of changes; without a URL nobody is.
struct WebhookConfig {
  std::string url;
  base::Secret secret;
  milliseconds timeout{5'000};
  std::string ca_file;
};

// Programs of the provider's that get WeChat's pushes too.
struct RelayConfig {
  std::vector<std::string> event_urls;
  std::vector<std::string> message_urls;
  std::string ca_file;
};

struct ReconcileConfig {
  milliseconds every{24 * 3'600'000};       // 0: never by itself
  milliseconds reread{7 * 24 * 3'600'000};  // each merchant's state, within; 0: never
  milliseconds delay{60'000};               // at most, after a start
};

struct LimitsConfig {
  std::size_t memory_mb = 2'048;  // MiB: what all other limits may add up to
};

struct Config {
  // Every setting as text, but secrets, by its key in the file: to tell what a reload changes.
  std::map<std::string, std::string> values;

  bool development = false;
  bool core_dumps = false;
  base::LogLevel log_level = base::LogLevel::info;
  base::LogFormat log_format = base::LogFormat::text;
  ServerConfig server;
  DatabaseConfig database;
  base::Secret master_keys;
  PlatformConfig platform;
  WeixinConfig weixin;
  QueryConfig query;
  AuditConfig audit;
  RetentionConfig retention;
  ConsoleConfig console;
  TokensConfig tokens;
  WebhookConfig webhook;
  RelayConfig relay;
  ReconcileConfig reconcile;
  LimitsConfig limits;
};

// Reads the file and the overrides ("section.key=value", value as in TOML or plain text).
// Code::config_invalid holds every mistake, one a line: key, line number and what is wrong. Relative file
// names are relative to the configuration file.
base::Result<Config> load_config(const std::filesystem::path& file,
                                 const std::vector<std::string>& overrides);

}  // namespace app
