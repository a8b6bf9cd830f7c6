#include "query/service.hpp"

#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "support/query_house.hpp"

namespace service_test {

using audit::Outcome;
using base::Code;
using query::Asked;
using std::chrono::milliseconds;
using support::QueryHouse;

TEST_CASE("an answered query has one intent one attempt and one record") {
  QueryHouse house;
  const auto answer = house.ask();
  CHECK(answer.outcome == Outcome::active);
  CHECK(!answer.code);
  CHECK(answer.asked == Asked::yes);
  CHECK(answer.errcode == 0);
  CHECK(answer.body == support::page_sample);
  REQUIRE(answer.active);
  CHECK(answer.active->application_id == 581865877);
  REQUIRE(answer.record);
  CHECK(answer.record->stream == support::FakeAuditLog::stream);

  REQUIRE(house.weixin.seen.size() == 1);
  CHECK(house.weixin.seen[0].token == "token-5");
  CHECK(house.weixin.seen[0].body == QueryHouse::by_url);
  CHECK(!house.weixin.seen[0].fresh_connection);
  CHECK(house.tokens.merchants == std::vector{7});

  CHECK(house.log.intents() == 1);
  const auto& [head, tail, had_intent] = house.record();
  CHECK(had_intent);
  CHECK(head.received == QueryHouse::by_url);
  CHECK(head.sent == QueryHouse::by_url);
  CHECK(head.selector.code_url == "P.URL.CN/0U.JYJXP3HJI2C98A9O");
  CHECK(tail.outcome == Outcome::active);
  CHECK(!tail.code);
  CHECK(tail.reply == std::string(support::page_sample));
  CHECK(tail.answered.application_id == 581865877);
  CHECK(tail.answered.code == "8");
  REQUIRE(tail.attempts.size() == 1);
  CHECK(tail.attempts[0].host == "api.weixin.qq.com");
  CHECK(tail.attempts[0].sent == audit::Sent::yes);
  CHECK(tail.attempts[0].http_status == 200);
  CHECK(tail.attempts[0].errcode == 0);
  CHECK(tail.attempts[0].date == "Sun, 22 Nov 2026 23:57:03 GMT");
  CHECK(tail.attempts[0].generation == 5);
  CHECK(tail.attempts[0].failure.empty());
}

TEST_CASE("what was asked for is logged as it came and sent as we write it") {
  QueryHouse house;
  house.ask(R"({ "code_index" : "0", "application_id" : "0581865877" })");
  const auto& head = house.record().head;
  CHECK(head.received == R"({"application_id":"0581865877","code_index":"0"})");
  CHECK(head.sent == R"({"application_id":581865877,"code_index":0})");
  CHECK(head.selector.application_id == 581865877);
  CHECK(head.selector.code_index == 0);
}

TEST_CASE("not activated is an answer") {
  QueryHouse house;
  house.weixin.then(support::refused(80304));
  const auto answer = house.ask();
  CHECK(answer.outcome == Outcome::inactive);
  CHECK(!answer.code);
  CHECK(answer.errcode == 80304);
  CHECK(answer.rid == "637f097b-107e6569-34b61712");
  CHECK(!answer.active);
  CHECK(house.record().tail.errcode == 80304);
  CHECK(house.record().tail.rid == "637f097b-107e6569-34b61712");
}

TEST_CASE("what cannot be read is refused recorded and sent nowhere") {
  QueryHouse house;
  const auto answer = house.ask(R"({"code":"1","code_url":"2"})");
  CHECK(answer.outcome == Outcome::refused);
  CHECK(answer.code == Code::selector_invalid);
  CHECK(answer.member == "code");
  CHECK(!answer.detail.empty());
  CHECK(!answer.detail_zh.empty());
  CHECK(answer.asked == Asked::no);
  CHECK(answer.record);
  CHECK(house.weixin.seen.empty());
  CHECK(house.log.intents() == 0);
  CHECK(house.record().head.received == R"({"code_url":"2","code":"1"})");
  CHECK(house.record().head.sent.empty());
  CHECK(house.record().tail.code == Code::selector_invalid);
  CHECK(house.record().tail.outcome == Outcome::refused);

  QueryHouse other;
  CHECK(other.ask("").empty_body);
}

TEST_CASE("a merchant that may not ask is refused and recorded with its selector") {
  struct Row {
    Code code;
    std::function<void(tenancy::Merchant&)> change;
    int readings;
  };
  const Row rows[] = {
      {Code::merchant_suspended, [](auto& m) { m.suspended_at = base::WallTime{}; }, 0},
      {Code::merchant_not_authorized, [](auto& m) { m.authorized = false; }, 1},
      {Code::account_type_not_supported, [](auto& m) { m.service_type = 0; }, 1},
      {Code::permission_set_missing, [](auto& m) { m.permission_sets = {1}; }, 1},
  };
  for (const auto& row : rows) {
    QueryHouse house;
    house.change_merchant(row.change);
    const auto answer = house.ask();
    CHECK(answer.code == row.code);
    CHECK(answer.outcome == Outcome::refused);
    CHECK(answer.asked == Asked::no);
    CHECK(!answer.from_weixin);
    CHECK(house.merchants.readings == row.readings);
    CHECK(house.weixin.seen.empty());
    CHECK(house.log.intents() == 0);
    CHECK(house.record().head.selector.code_url == "P.URL.CN/0U.JYJXP3HJI2C98A9O");
    CHECK(house.record().head.sent.empty());
    CHECK(house.record().tail.code == row.code);
  }
}

TEST_CASE("a merchant that came back is asked for under its new version") {
  QueryHouse house;
  house.change_merchant([](auto& m) { m.authorized = false; });
  auto back = support::good_merchant();
  back.authorization_version = 4;
  house.merchants.after_reading = std::make_shared<const tenancy::Merchant>(back);
  CHECK(house.ask().outcome == Outcome::active);
  CHECK(house.record().head.authorization_version == 4);
}

TEST_CASE("without a token nothing is noted as about to leave") {
  struct Row {
    Code failure;
    Code told;
  };
  const Row rows[] = {
      {Code::token_unavailable, Code::token_unavailable},
      {Code::merchant_needs_reauthorization, Code::merchant_needs_reauthorization},
      {Code::merchant_not_authorized, Code::merchant_not_authorized},
      {Code::deadline_passed, Code::token_unavailable},
      {Code::database_unavailable, Code::token_unavailable},
  };
  for (const auto& row : rows) {
    QueryHouse house;
    house.tokens.token_error = row.failure;
    const auto answer = house.ask();
    CHECK(answer.code == row.told);
    CHECK(answer.asked == Asked::no);
    CHECK(answer.outcome == Outcome::refused);
    CHECK(house.log.intents() == 0);
    CHECK(house.weixin.seen.empty());
    CHECK(house.record().tail.code == row.told);
    CHECK(house.record().head.sent.empty());
  }
}

TEST_CASE("no intent no attempt") {
  QueryHouse house;
  house.log.begin_fails = true;
  const auto answer = house.ask();
  CHECK(answer.code == Code::audit_unavailable);
  CHECK(answer.asked == Asked::no);
  CHECK(!answer.record);
  CHECK(house.weixin.seen.empty());
  CHECK(house.log.records.empty());
}

TEST_CASE("what the log refuses for good and what it has no room for is told as such") {
  for (const Code code : {Code::internal, Code::overloaded}) {
    QueryHouse house;
    house.log.begin_fails = true;
    house.log.failure = code;
    CHECK(house.ask().code == code);
    CHECK(house.weixin.seen.empty());
  }
  QueryHouse house;
  house.log.finish_fails = true;
  house.log.failure = Code::internal;
  CHECK(house.ask().code == Code::internal);
}

TEST_CASE("no record no answer") {
  QueryHouse house;
  house.log.finish_fails = true;
  const auto answer = house.ask();
  CHECK(answer.code == Code::audit_unavailable);
  CHECK(answer.asked == Asked::yes);
  CHECK(!answer.active);
  CHECK(answer.body.empty());
  CHECK(!answer.errcode);
  CHECK(!answer.record);
  CHECK(house.log.open_intents() == 0);
  CHECK(house.record().tail.outcome == Outcome::active);

  QueryHouse refusing;
  refusing.log.refuse_fails = true;
  const auto refused = refusing.ask("{}");
  CHECK(refused.code == Code::audit_unavailable);
  CHECK(refused.asked == Asked::no);
  CHECK(refused.member.empty());
}

TEST_CASE("the refusal of an endpoint itself is recorded with the selector") {
  QueryHouse house;
  query::SelectorProblem problem;
  problem.code = Code::request_malformed;
  problem.member = "X-Timeout-Ms";
  const auto answer =
      support::run(house.loop, house.service.refuse(house.question(QueryHouse::by_url), problem));
  CHECK(answer.code == Code::request_malformed);
  CHECK(answer.member == "X-Timeout-Ms");
  CHECK(answer.record);
  CHECK(house.record().head.received == QueryHouse::by_url);
  CHECK(house.record().head.selector.code_url == "P.URL.CN/0U.JYJXP3HJI2C98A9O");
  CHECK(house.record().tail.code == Code::request_malformed);
}

}  // namespace service_test
