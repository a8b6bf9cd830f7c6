#include "api/request_facts.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "support/fake_random.hpp"
#include "tenancy/api_key.hpp"

namespace request_facts_test {

using std::chrono::milliseconds;

http::Request with(std::vector<http::Header> headers) {
  http::Request request;
  request.headers = std::move(headers);
  return request;
}

constexpr std::string_view trace = "4bf92f3577b34da6a3ce929d0e0e4736";

TEST_CASE("the bearer token of exactly one Authorization header") {
  using api::bearer_token;
  CHECK(bearer_token(with({{"Authorization", "Bearer mk_a"}})) == "mk_a");
  CHECK(bearer_token(with({{"authorization", "bEARER mk_a"}})) == "mk_a");
  CHECK(bearer_token(with({{"Authorization", "Bearer   mk_a  "}})) == "mk_a");
  CHECK(!bearer_token(with({})));
  for (const std::string_view value :
       {"", "Bearer", "Bearer ", "Bearer   ", "mk_a", "Basic bWs6YQ==", "Bearermk_a"}) {
    CAPTURE(value);
    CHECK(!bearer_token(with({{"Authorization", value}})));
  }
  CHECK(!bearer_token(with({{"Authorization", "Bearer mk_a"}, {"Authorization", "Bearer mk_a"}})));
}

TEST_CASE("X-Timeout-Ms from 100 to 15000") {
  const auto wanted = [](std::string_view value) {
    return api::wanted_timeout(with({{"X-Timeout-Ms", value}}), milliseconds(5'000));
  };
  CHECK(api::wanted_timeout(with({}), milliseconds(5'000)) == milliseconds(5'000));
  CHECK(wanted("100") == milliseconds(100));
  CHECK(wanted("15000") == milliseconds(15'000));
  CHECK(wanted("0100") == milliseconds(100));
  for (const std::string_view value : {"99", "15001", "0", "", "-1", "+100", "1e3", "100.0", "100ms", " 100",
                                       "0x100", "18446744073709551716", "abc"}) {
    CAPTURE(value);
    REQUIRE(!wanted(value));
    CHECK(wanted(value).error().code == base::Code::request_malformed);
  }
  const auto twice = with({{"X-Timeout-Ms", "200"}, {"X-Timeout-Ms", "200"}});
  CHECK(!api::wanted_timeout(twice, milliseconds(5'000)));
}

TEST_CASE("the request id of a client is kept when it is short and printable") {
  const auto kept = [](std::string_view value) {
    return api::client_request_id(with({{"X-Request-Id", value}}));
  };
  CHECK(kept("order 17/a") == "order 17/a");
  CHECK(kept(std::string(128, 'x')) == std::string(128, 'x'));
  CHECK(kept(std::string(129, 'x')).empty());
  CHECK(kept("").empty());
  CHECK(kept("a\tb").empty());
  CHECK(kept("\xe8\xaf\xb7").empty());
  CHECK(kept("a\x7f").empty());
  CHECK(api::client_request_id(with({})).empty());
  CHECK(api::client_request_id(with({{"X-Request-Id", "a"}, {"X-Request-Id", "b"}})).empty());

  support::FakeRandom random;
  const auto key = tenancy::make_api_key(random);
  CHECK_MESSAGE(kept(key.text.reveal()).empty(), "a key never gets into the log");
  CHECK(kept("id-" + std::string(key.text.reveal()) + "-1").empty());
}

TEST_CASE("the trace id of a valid traceparent") {
  const auto id = [](const std::string& value) { return api::trace_id(with({{"traceparent", value}})); };
  const std::string good = "00-" + std::string(trace) + "-00f067aa0ba902b7-01";
  CHECK(id(good) == trace);
  CHECK(id("00-" + std::string(trace) + "-00f067aa0ba902b7-00") == trace);
  CHECK(id("cc-" + std::string(trace) + "-00f067aa0ba902b7-01-what-comes-later") == trace);
  CHECK(api::trace_id(with({{"Traceparent", good}})) == trace);

  CHECK(api::trace_id(with({})).empty());
  CHECK(api::trace_id(with({{"traceparent", good}, {"traceparent", good}})).empty());
  const std::string bad[] = {
      "",
      good.substr(0, good.size() - 1),
      good + "-more",                                             // version 00 has nothing behind its flags
      "ff-" + std::string(trace) + "-00f067aa0ba902b7-01",        // forbidden version
      "cc-" + std::string(trace) + "-00f067aa0ba902b7-01.later",  // no dash
      "00-" + std::string(32, '0') + "-00f067aa0ba902b7-01",
      "00-" + std::string(trace) + "-0000000000000000-01",
      "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
      "00-" + std::string(trace) + "-00f067aa0ba902bg-01",
      "0g-" + std::string(trace) + "-00f067aa0ba902b7-01",
      "00-" + std::string(trace) + "-00f067aa0ba902b7-0x",
      "00_" + std::string(trace) + "-00f067aa0ba902b7-01",
      "00-" + std::string(trace) + "_00f067aa0ba902b7-01",
      "00-" + std::string(trace) + "-00f067aa0ba902b7_01",
      " " + good,
  };
  for (const auto& value : bad) {
    CAPTURE(value);
    CHECK(id(value).empty());
  }
}

}  // namespace request_facts_test
