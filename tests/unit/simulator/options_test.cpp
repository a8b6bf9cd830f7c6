#include "simulator/options.hpp"

#include <vector>

#include <doctest/doctest.h>

namespace options_test {

using simulator::Options;
using simulator::parse_options;

std::expected<Options, int> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "weixin-simulator");
  return parse_options(static_cast<int>(arguments.size()), arguments.data());
}

TEST_CASE("without arguments it listens on loopback and a free port") {
  const auto options = parse({});
  REQUIRE(options);
  CHECK(options->address == "127.0.0.1");
  CHECK(options->port == 0);
  CHECK(options->threads == 1);
  CHECK_FALSE(options->demo);
}

TEST_CASE("all arguments are taken") {
  const auto options = parse({"--address", "::1", "--port", "8080", "--address-file", "a.json", "--demo",
                              "--demo-unauthorized", "--strict", "--threads", "2", "--ledger-limit", "10",
                              "--tls-certificate", "c", "--tls-key", "k"});
  REQUIRE(options);
  CHECK(options->address == "::1");
  CHECK(options->port == 8080);
  CHECK(options->address_file == "a.json");
  CHECK(options->demo);
  CHECK(options->strict);
  CHECK(options->threads == 2);
  CHECK(options->ledger_limit == 10);
  CHECK(options->tls_key == "k");
}

TEST_CASE("wrong usage is status 2") {
  CHECK(parse({"--nonsense"}).error() == 2);
  CHECK(parse({"--port", "65536"}).error() == 2);
  CHECK(parse({"--threads", "0"}).error() == 2);
  CHECK(parse({"--tls-certificate", "c"}).error() == 2);
  CHECK(parse({"--config", "/no/such/file"}).error() == 2);
}

}  // namespace options_test
