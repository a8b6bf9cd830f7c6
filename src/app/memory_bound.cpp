#include "app/memory_bound.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "base/async.hpp"
#include "platform/relay.hpp"
#include "query/selector.hpp"
#include "weixin/api.hpp"

namespace app {
namespace {

constexpr std::size_t kib = 1024;

// Measured with 10,000 connections and rounded up (tests/integration/test_limits.py holds them to it).
constexpr std::size_t idle_plain = 10 * kib;
constexpr std::size_t idle_tls = 24 * kib;
// What a connection keeps beside its buffers while a request arrives: the list of its headers, the window of
// a chunked body, the answer.
constexpr std::size_t while_arriving = 16 * kib;
constexpr std::size_t one_handshake = 64 * kib;
// A query beside its request: coroutines, the selector as received and as sent, the line of its record.
constexpr std::size_t one_query = 64 * kib;
constexpr std::size_t one_upstream = 96 * kib;  // TLS both ways and the buffers of one exchange
constexpr std::size_t one_record = 4 * kib;     // that waits for the log and has no reply in it
constexpr std::size_t one_refusal = 1 * kib;
constexpr std::size_t one_job = 2 * kib;
constexpr std::size_t one_log_in =
    64 * 1024 * kib;  // Argon2id (staff/password.hpp), on each of the console's threads
constexpr std::size_t program = 96 * 1024 * kib;  // code, libraries, thread stacks, the allocator's slack

std::size_t loops_with_client(const Config& config) {
  return static_cast<std::size_t>(config.server.loops) + 1;
}

}  // namespace

std::vector<MemoryShare> memory_shares(const Config& config) {
  const ServerConfig& server = config.server;
  const bool tls = !server.public_listener.tls_certificate.empty();
  const std::size_t connection =
      (tls ? idle_tls : idle_plain) + server.header_bytes + query::longest_body + while_arriving;
  const platform::RelayOptions relay;
  const std::size_t relays = config.relay.event_urls.size() + config.relay.message_urls.size();
  return {
      {"the program", 1, program},
      {"connections", server.connections, connection},
      {"handshakes", tls ? server.handshakes : 0, one_handshake},
      {"queries", config.query.in_flight, one_query + weixin::largest_query_answer},
      {"calls to WeChat", config.weixin.connections * loops_with_client(config), one_upstream},
      {"records", config.audit.waiting, one_record},
      {"counted refusals", config.audit.refusals, one_refusal},
      {"log-ins", 2, one_log_in},
      {"database work", config.database.waiting, one_job},
      {"token refreshes", config.tokens.waiting, one_job},
      {"forwarded pushes", relays * relay.in_flight, 2 * relay.longest_reply},  // the push and the reply
  };
}

std::size_t memory_bound(const Config& config) {
  const auto shares = memory_shares(config);
  return std::transform_reduce(shares.begin(), shares.end(), std::size_t{0}, std::plus(),
                               [](const MemoryShare& share) { return share.total(); });
}

std::string memory_words(const Config& config) {
  auto shares = memory_shares(config);
  std::ranges::sort(shares, std::greater(), &MemoryShare::total);
  std::string words = std::to_string(to_mib(memory_bound(config))) + " MiB: ";
  for (const auto& share : shares) {
    if (share.total() == 0) continue;
    if (!words.ends_with(": ")) words += ", ";
    words.append(share.what).append(" ").append(std::to_string(to_mib(share.total())));
  }
  return words;
}

base::Result<> check_memory(const Config& config) {
  if (to_mib(memory_bound(config)) <= config.limits.memory_mb) return {};
  return base::fail(base::Code::config_invalid, "is " + std::to_string(config.limits.memory_mb) +
                                                    ", and the other limits add up to " +
                                                    memory_words(config) + ": lower them, or raise it");
}

std::size_t to_mib(std::size_t bytes) { return (bytes + (1U << 20) - 1) >> 20; }

}  // namespace app
