// What the limits add up to, and what the system must give for them.
#include <algorithm>
#include <chrono>
#include <limits>
#include <string>

#include <doctest/doctest.h>

#include "app/memory_bound.hpp"
#include "app/process_facts.hpp"
#include "app/settings.hpp"

namespace {

app::Config config_with(void (*change)(app::Config&)) {
  app::Config config;
  change(config);
  return config;
}

}  // namespace

TEST_CASE("the memory bound grows with every limit") {
  const std::size_t usual = app::memory_bound(app::Config{});
  CHECK(usual < app::Config{}.limits.memory_mb << 20);
  for (const auto change : {
           +[](app::Config& config) { config.server.connections *= 2; },
           +[](app::Config& config) { config.server.header_bytes *= 2; },
           +[](app::Config& config) { config.server.loops += 1; },
           +[](app::Config& config) { config.query.in_flight *= 2; },
           +[](app::Config& config) { config.weixin.connections *= 2; },
           +[](app::Config& config) { config.audit.waiting *= 2; },
           +[](app::Config& config) { config.audit.refusals *= 2; },
           +[](app::Config& config) { config.database.waiting *= 2; },
           +[](app::Config& config) { config.server.public_listener.tls_certificate = "chain.pem"; },
       }) {
    CHECK(app::memory_bound(config_with(change)) > usual);
  }
  const auto tls =
      config_with([](app::Config& config) { config.server.public_listener.tls_certificate = "x"; });
  const auto more = config_with([](app::Config& config) {
    config.server.public_listener.tls_certificate = "x";
    config.server.handshakes *= 2;
  });
  CHECK(app::memory_bound(more) > app::memory_bound(tls));
  CHECK(app::memory_bound(tls) < app::Config{}.limits.memory_mb << 20);
}

TEST_CASE("the memory bound is told share by share") {
  const app::Config config;
  std::size_t sum = 0;
  const auto words = app::memory_words(config);
  for (const auto& share : app::memory_shares(config)) {
    sum += share.total();
    CHECK(words.contains(std::string(share.what) + " ") == (share.total() > 0));
  }
  CHECK(sum == app::memory_bound(config));
  CHECK(words.starts_with(std::to_string(app::to_mib(sum)) + " MiB: connections "));
  CHECK(app::to_mib(0) == 0);
  CHECK(app::to_mib(1) == 1);
  CHECK(app::to_mib(1 << 20) == 1);
  CHECK(app::to_mib((1 << 20) + 1) == 2);
}

TEST_CASE("more connections than the system lets the program open are refused") {
  app::Config config;
  const std::size_t needed = app::descriptors_needed(config);
  CHECK(needed > config.server.connections);
  CHECK(app::check_file_limit(config, needed));
  CHECK(app::check_file_limit(config, std::numeric_limits<std::size_t>::max()));
  const auto refused = app::check_file_limit(config, needed - 1);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == base::Code::config_invalid);
  CHECK(refused.error().detail.contains("10000 connections need " + std::to_string(needed)));
  CHECK(refused.error().detail.contains("may open " + std::to_string(needed - 1)));

  for (const auto change : {+[](app::Config& other) { other.server.connections += 1; },
                            +[](app::Config& other) { other.server.loops += 1; },
                            +[](app::Config& other) { other.weixin.connections += 1; },
                            +[](app::Config& other) { other.database.connections += 1; }}) {
    CHECK(app::descriptors_needed(config_with(change)) > needed);
  }
}

TEST_CASE("the program raises its limit of open files to the hard one") {
  app::Config config;
  config.server.connections = 100;
  config.weixin.connections = 10;
  REQUIRE(app::raise_file_limit(config));
  const auto facts = app::process_facts();
  CHECK(facts.most_files == app::hard_file_limit());
  CHECK(facts.open_files >= 3);
  CHECK(facts.open_files < 1'000);
  CHECK(facts.resident_bytes > 1 << 20);
}

TEST_CASE("only the public listener takes its leave slowly") {
  const auto config =
      config_with([](app::Config& changed) { changed.server.leave = std::chrono::seconds(30); });
  CHECK(app::server_options(config, "public", config.server.public_listener).limits.leave ==
        std::chrono::seconds(30));
  CHECK(app::console_options(config).limits.leave.count() == 0);
  CHECK(app::ops_options(config).limits.leave.count() == 0);
}
