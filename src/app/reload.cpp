#include "app/reload.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace app {
namespace {

// What merged() takes over, by its names in the file.
constexpr std::array<std::string_view, 19> changeable{
    "limits.memory_mb",
    "log.level",
    "query.deadline_ms",
    "query.in_flight",
    "query.in_flight_per_merchant",
    "query.intent_ms",
    "query.record_ms",
    "query.upstream_ms",
    "server.connections",
    "server.connections_per_address",
    "server.handshake_ms",
    "server.handshakes",
    "server.header_bytes",
    "server.idle_ms",
    "server.leave_ms",
    "server.read_ms",
    "server.stop_ms",
    "server.trusted_proxies",
    "server.write_ms",
};

// Files may be others, but whether a listener speaks TLS at all is decided at its start.
bool can_change(std::string_view key, const std::string& before, const std::string& after) {
  const bool tls = key.ends_with(".tls_certificate") || key.ends_with(".tls_key");
  if (tls) return before.empty() == after.empty();
  return std::ranges::find(changeable, key) != changeable.end();
}

void take_files(ListenerConfig& running, const ListenerConfig& next) {
  if (running.tls_certificate.empty() != next.tls_certificate.empty()) return;
  running.tls_certificate = next.tls_certificate;
  running.tls_key = next.tls_key;
}

ServerConfig merged(ServerConfig running, const ServerConfig& next) {
  take_files(running.public_listener, next.public_listener);
  take_files(running.console, next.console);
  take_files(running.ops, next.ops);
  running.trusted_proxies = next.trusted_proxies;
  running.connections = next.connections;
  running.connections_per_address = next.connections_per_address;
  running.handshakes = next.handshakes;
  running.header_bytes = next.header_bytes;
  running.handshake = next.handshake;
  running.read = next.read;
  running.write = next.write;
  running.idle = next.idle;
  running.leave = next.leave;
  running.stop = next.stop;
  return running;
}

}  // namespace

std::vector<std::string> needing_restart(const Config& running, const Config& next) {
  std::vector<std::string> keys;
  for (const auto& [key, after] : next.values) {
    const auto before = running.values.find(key);
    if (before == running.values.end() || before->second == after) continue;
    if (!can_change(key, before->second, after)) keys.push_back(key);
  }
  return keys;
}

Config merged(Config running, const Config& next) {
  running.log_level = next.log_level;
  running.server = merged(std::move(running.server), next.server);
  running.query = next.query;
  running.limits = next.limits;
  for (auto& [key, value] : running.values) {
    const auto after = next.values.find(key);
    if (after != next.values.end() && can_change(key, value, after->second)) value = after->second;
  }
  return running;
}

}  // namespace app
