#include "app/reload.hpp"

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "app/settings.hpp"
#include "app/worker.hpp"
#include "support/temp_file.hpp"

namespace {

using namespace std::chrono_literals;

const std::string least = R"(
[database]
url_env = "PATH"
[keys]
master_env = "PATH"
[platform]
component_appid = "wx1"
component_secret_env = "PATH"
)";

app::Config config(const std::string& more) {
  const support::TempFile file("development = true\n" + more + least);
  auto read = app::load_config(file.path(), {});
  REQUIRE_MESSAGE(read.has_value(), (read ? "" : read.error().detail));
  return std::move(*read);
}

TEST_CASE("nothing needs a restart where nothing differs") {
  CHECK(app::needing_restart(config(""), config("")).empty());
  // A default that is spelled out is no change.
  CHECK(app::needing_restart(config(""), config("[server]\nloops = 2\nproxy_protocol = false\n")).empty());
}

TEST_CASE("what a running gateway can take over") {
  const auto before = config("");
  const auto after = config(R"(
[log]
level = "debug"
[query]
in_flight = 100
in_flight_per_merchant = 10
deadline_ms = 700
intent_ms = 300
[server]
connections = 7
connections_per_address = 6
handshakes = 5
header_bytes = 2048
handshake_ms = 200
read_ms = 300
write_ms = 400
idle_ms = 500
leave_ms = 600
stop_ms = 7000
trusted_proxies = ["10.0.0.0/8"]
[limits]
memory_mb = 9000
)");
  CHECK(app::needing_restart(before, after).empty());
  const auto now = app::merged(before, after);
  CHECK(now.log_level == base::LogLevel::debug);
  CHECK(now.values == after.values);
  const auto limits = app::worker_limits(now);
  CHECK(limits.server.header_bytes == 2048);
  CHECK(limits.server.handshake == 200ms);
  CHECK(limits.server.read_header == 300ms);
  CHECK(limits.server.read_body == 300ms);
  CHECK(limits.server.write == 400ms);
  CHECK(limits.server.idle == 500ms);
  CHECK(limits.server.leave == 600ms);
  CHECK(limits.trusted_proxies.size() == 1);
  CHECK(limits.query.intent == 300ms);
  CHECK(limits.native.timeout == 700ms);
  CHECK(limits.compatible.timeout == 700ms);
  CHECK(app::in_flight_limits(now).all == 100);
  CHECK(app::in_flight_limits(now).per_merchant == 10);
  CHECK(app::connection_limits(now).all == 7);
  CHECK(app::connection_limits(now).per_address == 6);
  CHECK(app::connection_limits(now).handshakes == 5);
  CHECK(now.server.stop == 7000ms);
  CHECK(now.limits.memory_mb == 9000);
}

TEST_CASE("what needs a restart is named and stays as it was") {
  const auto before = config("");
  const auto after =
      config("[server]\nloops = 3\nidle_ms = 500\n[tokens]\nparallel = 3\n[audit]\nwaiting = 50\n");
  CHECK(app::needing_restart(before, after) ==
        std::vector<std::string>{"audit.waiting", "server.loops", "tokens.parallel"});
  const auto now = app::merged(before, after);
  CHECK(now.server.loops == before.server.loops);
  CHECK(now.tokens.parallel == before.tokens.parallel);
  CHECK(now.audit.waiting == before.audit.waiting);
  CHECK(now.server.idle == 500ms);
  // Said again at the next reload, because it still holds.
  CHECK(app::needing_restart(now, after).size() == 3);
  CHECK(app::needing_restart(now, before).empty());
}

TEST_CASE("certificates may be other files but a listener does not begin or cease to speak TLS") {
  const auto plain = config("");
  const auto first = config("[server.public]\ntls_certificate = \"a.pem\"\ntls_key = \"a.key\"\n");
  const auto second = config("[server.public]\ntls_certificate = \"b.pem\"\ntls_key = \"a.key\"\n");
  CHECK(app::needing_restart(first, second).empty());
  CHECK(app::merged(first, second).server.public_listener.tls_certificate.ends_with("b.pem"));
  const std::vector<std::string> both{"server.public.tls_certificate", "server.public.tls_key"};
  CHECK(app::needing_restart(plain, first) == both);
  CHECK(app::needing_restart(first, plain) == both);
  CHECK(app::merged(plain, first).server.public_listener.tls_certificate.empty());
  CHECK(app::merged(first, plain).server.public_listener.tls_certificate.ends_with("a.pem"));
}

}  // namespace
