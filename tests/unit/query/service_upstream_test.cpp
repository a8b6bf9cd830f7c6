#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "support/query_house.hpp"

namespace service_upstream_test {

using audit::Outcome;
using audit::Sent;
using base::Code;
using query::Asked;
using support::QueryHouse;

bool has(const QueryHouse& house, std::string_view line) {
  return house.metrics.render().find(line) != std::string::npos;
}

TEST_CASE("a connection that died idle is replaced and both attempts are told") {
  QueryHouse house;
  house.weixin.then(support::failed("network", Code::upstream_failed, http::Sent::maybe, true));
  const auto answer = house.ask();
  CHECK(answer.outcome == Outcome::active);
  REQUIRE(house.weixin.seen.size() == 2);
  CHECK(!house.weixin.seen[0].fresh_connection);
  CHECK(house.weixin.seen[1].fresh_connection);
  const auto& attempts = house.record().tail.attempts;
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].failure == "network");
  CHECK(attempts[0].sent == Sent::maybe);
  CHECK(!attempts[0].errcode);
  CHECK(attempts[1].errcode == 0);
}

TEST_CASE("a fresh connection that fails is not tried again") {
  QueryHouse house;
  house.weixin.then(support::failed("network", Code::upstream_failed, http::Sent::no));
  const auto answer = house.ask();
  CHECK(answer.code == Code::upstream_failed);
  CHECK(answer.asked == Asked::no);
  CHECK(answer.outcome == Outcome::upstream_error);
  CHECK(house.weixin.seen.size() == 1);
  CHECK(house.record().tail.attempts[0].sent == Sent::no);
}

TEST_CASE("a refused token is renewed once and the query asked again") {
  for (const std::int64_t errcode : {40001, 42001, 40014}) {
    QueryHouse house;
    house.weixin.then(support::refused(errcode));
    const auto answer = house.ask();
    CHECK(answer.outcome == Outcome::active);
    CHECK(house.tokens.refused == std::vector<std::int64_t>{5});
    CHECK(house.tokens.merchants == std::vector{7, 7});
    REQUIRE(house.weixin.seen.size() == 2);
    CHECK(house.weixin.seen[0].token == "token-5");
    CHECK(house.weixin.seen[1].token == "token-6");
    const auto& attempts = house.record().tail.attempts;
    REQUIRE(attempts.size() == 2);
    CHECK(attempts[0].errcode == errcode);
    CHECK(attempts[0].generation == 5);
    CHECK(attempts[1].generation == 6);
    CHECK(house.record().tail.errcode == 0);
  }
}

TEST_CASE("a token that is refused after renewal as well is no reason for a third attempt") {
  QueryHouse house;
  house.weixin.then(support::refused(40001));
  house.weixin.then(support::refused(42001));
  const auto answer = house.ask();
  CHECK(answer.code == Code::token_unavailable);
  CHECK(answer.errcode == 42001);
  CHECK(answer.asked == Asked::yes);
  CHECK(house.weixin.seen.size() == 2);
  CHECK(house.tokens.refused.size() == 1);
}

TEST_CASE("a renewal that fails ends the query with its reason") {
  struct Row {
    Code failure;
    Code told;
  };
  const Row rows[] = {
      {Code::token_unavailable, Code::token_unavailable},
      {Code::merchant_needs_reauthorization, Code::merchant_needs_reauthorization},
      {Code::merchant_not_authorized, Code::merchant_not_authorized},
      {Code::io_failed, Code::token_unavailable},
  };
  for (const auto& row : rows) {
    QueryHouse house;
    house.weixin.then(support::refused(40001));
    house.tokens.renew_error = row.failure;
    const auto answer = house.ask();
    CHECK(answer.code == row.told);
    CHECK(answer.asked == Asked::yes);
    CHECK(answer.errcode == 40001);
    CHECK(!answer.from_weixin);
    CHECK(house.record().tail.outcome == Outcome::refused);
    CHECK(house.record().tail.attempts.size() == 1);
  }
}

TEST_CASE("busy is asked again with pauses until it answers or four times in all") {
  QueryHouse house;
  house.weixin.then(support::refused(-1));
  house.weixin.then(support::refused(-1));
  CHECK(house.ask().outcome == Outcome::active);
  CHECK(house.record().tail.attempts.size() == 3);

  QueryHouse always;
  for (int i = 0; i < 9; ++i) {
    always.weixin.then(support::refused(-1));
  }
  const auto answer = always.ask();
  CHECK(answer.code == Code::upstream_failed);
  CHECK(answer.errcode == -1);
  CHECK(answer.from_weixin);
  CHECK(always.record().tail.attempts.size() == 4);
  CHECK(always.record().tail.outcome == Outcome::upstream_error);
}

TEST_CASE("a refusal for want of authorisation or set makes WeChat be asked about the merchant") {
  for (const std::int64_t errcode : {61003, 61007}) {
    QueryHouse house;
    house.weixin.then(support::refused(errcode));
    house.ask();
    CHECK(house.merchants.doubted == std::vector<std::string>{support::good_merchant().appid});
  }
  for (const std::int64_t errcode : {0, 80304, 80301, 45009, 48001, 50002}) {
    QueryHouse house;
    house.weixin.then(support::refused(errcode));
    house.ask();
    CHECK(house.merchants.doubted.empty());
  }
  QueryHouse house;
  house.tokens.token_error = Code::merchant_not_authorized;  // what a refresh was told
  house.ask();
  CHECK(house.merchants.doubted.size() == 1);
}

TEST_CASE("business refusals are neither repeated nor a reason to renew a token") {
  for (const std::int64_t errcode :
       {80300, 80301, 80303, 80304, 80306, 80305, 45009, 45011, 48001, 61003, 61007, 47001}) {
    QueryHouse house;
    house.weixin.then(support::refused(errcode));
    house.ask();
    CHECK(house.weixin.seen.size() == 1);
    CHECK(house.tokens.refused.empty());
  }
}

TEST_CASE("whether WeChat was asked follows from what became of the attempt") {
  struct Row {
    weixin::CodeActiveCall made;
    Code code;
    Asked asked;
  };
  const Row rows[] = {
      {support::failed("timeout", Code::upstream_timeout, http::Sent::no), Code::upstream_timeout, Asked::no},
      {support::failed("timeout", Code::upstream_timeout, http::Sent::maybe), Code::upstream_timeout,
       Asked::unknown},
      {support::failed("timeout", Code::upstream_timeout, http::Sent::yes), Code::upstream_timeout,
       Asked::yes},
      {support::failed("network", Code::upstream_failed, http::Sent::maybe), Code::upstream_failed,
       Asked::unknown},
      {support::failed("status", Code::upstream_failed, http::Sent::yes), Code::upstream_failed, Asked::yes},
      {support::failed("not_json", Code::upstream_failed, http::Sent::yes), Code::upstream_failed,
       Asked::yes},
      {support::failed("network", Code::overloaded, http::Sent::no), Code::overloaded, Asked::no},
  };
  for (const auto& row : rows) {
    QueryHouse house;
    house.weixin.then(row.made);
    const auto answer = house.ask();
    CHECK(answer.code == row.code);
    CHECK(answer.asked == row.asked);
    CHECK(!answer.from_weixin);
    CHECK(!answer.errcode);
    CHECK(house.record().tail.outcome == Outcome::upstream_error);
    CHECK(house.record().tail.attempts[0].failure == row.made.call.failure);
  }
}

TEST_CASE("a page of somebody in between is kept for the log without the token") {
  QueryHouse house;
  auto page = support::failed("status", Code::upstream_failed, http::Sent::yes);
  page.call.http_status = 502;
  page.call.body = "<p>/intp/marketcode/codeactivequery?access_token=token-5 and token-5</p>";
  page.call.date = "\xff not a date";
  house.weixin.then(page);
  house.ask();
  const auto& tail = house.record().tail;
  CHECK(tail.reply == "<p>/intp/marketcode/codeactivequery?access_token=[redacted] and [redacted]</p>");
  CHECK(tail.attempts[0].http_status == 502);
  CHECK(tail.attempts[0].date.empty());
}

TEST_CASE("an exception on the way still ends in a record that admits an attempt") {
  QueryHouse house;
  house.weixin.then(support::refused(40001));
  house.weixin.then_throw();
  const auto answer = house.ask();
  CHECK(answer.code == Code::internal);
  CHECK(answer.asked == Asked::yes);
  CHECK(answer.record);
  CHECK(house.log.open_intents() == 0);
  const auto& attempts = house.record().tail.attempts;
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[1].sent == Sent::maybe);
  CHECK(attempts[1].failure == "interrupted");
  CHECK(attempts[1].generation == 6);

  QueryHouse first;
  first.weixin.then_throw();
  CHECK(first.ask().asked == Asked::unknown);
}

TEST_CASE("calls are counted by result and a refused address is an alarm") {
  QueryHouse house;
  house.weixin.then(support::refused(80304));
  house.ask();
  house.ask();
  house.weixin.then(support::failed("timeout", Code::upstream_timeout, http::Sent::maybe));
  house.ask();
  house.weixin.then(support::refused(99999));
  house.ask();
  house.weixin.then(support::refused(61004, "access clientip is not registered requestIP: 1.2.3.4"));
  CHECK(house.ask().code == Code::provider_address_not_allowed);
  CHECK(has(house, "marketcode_upstream_calls_total{result=\"80304\"} 1"));
  CHECK(has(house, "marketcode_upstream_calls_total{result=\"0\"} 1"));
  CHECK(has(house, "marketcode_upstream_calls_total{result=\"timeout\"} 1"));
  CHECK(has(house, "marketcode_upstream_calls_total{result=\"other\"} 1"));
  CHECK(has(house, "marketcode_upstream_seconds_count 5"));
  CHECK(has(house, "marketcode_provider_address_refused_total 1"));
}

}  // namespace service_upstream_test
