#include <doctest/doctest.h>

#include "support/query_house.hpp"

namespace service_deadline_test {

using audit::Outcome;
using base::Code;
using query::Asked;
using std::chrono::milliseconds;
using support::QueryHouse;

TEST_CASE("each step takes the sooner of its limit and the deadline of the question") {
  QueryHouse house;
  const auto start = house.clock.steady();
  house.ask();
  CHECK(house.log.begin_deadlines[0].at == start + milliseconds(1'000));
  CHECK(house.weixin.seen[0].deadline.at == start + milliseconds(3'000));

  QueryHouse hurried;
  hurried.timeout = milliseconds(200);
  const auto begun = hurried.clock.steady();
  hurried.change_merchant([](auto& m) {
    m.service_type.reset();
    m.state_read_at.reset();
  });
  hurried.ask();
  CHECK(hurried.merchants.deadlines[0].at == begun + milliseconds(200));
  CHECK(hurried.log.begin_deadlines[0].at == begun + milliseconds(200));
  CHECK(hurried.weixin.seen[0].deadline.at == begun + milliseconds(200));
}

TEST_CASE("the record has its own second however late it is") {
  QueryHouse house;
  house.timeout = milliseconds(200);
  house.weixin.takes = milliseconds(250);
  const auto start = house.clock.steady();
  const auto answer = house.ask();
  CHECK(answer.outcome == Outcome::active);
  CHECK(house.log.finish_deadlines[0].at == start + milliseconds(250 + 1'000));
  CHECK(house.record().tail.took == milliseconds(250));

  QueryHouse refusing;
  refusing.timeout = milliseconds(0);
  const auto now = refusing.clock.steady();
  refusing.ask("{}");
  CHECK(refusing.log.refuse_deadlines[0].at == now + milliseconds(1'000));
}

TEST_CASE("a deadline that is over before the intent refuses the query") {
  QueryHouse house;
  house.timeout = milliseconds(0);
  const auto answer = house.ask();
  CHECK(answer.code == Code::upstream_timeout);
  CHECK(answer.asked == Asked::no);
  CHECK(answer.outcome == Outcome::refused);
  CHECK(house.log.intents() == 0);
  CHECK(house.weixin.seen.empty());
}

TEST_CASE("an intent without time for an attempt is closed as not sent") {
  QueryHouse house;
  // The intent takes as long as there is.
  house.log.on_begin = [&] { house.clock.advance(house.timeout); };
  const auto answer = house.ask();
  CHECK(answer.code == Code::upstream_timeout);
  CHECK(answer.asked == Asked::no);
  CHECK(house.weixin.seen.empty());
  CHECK(house.record().had_intent);
  CHECK(house.record().tail.outcome == Outcome::not_sent);
  CHECK(house.record().tail.attempts.empty());
}

TEST_CASE("no attempt begins after the deadline") {
  QueryHouse house;
  house.timeout = milliseconds(300);
  house.weixin.takes = milliseconds(400);
  house.weixin.then(support::refused(40001));
  const auto answer = house.ask();
  CHECK(house.weixin.seen.size() == 1);
  CHECK(answer.code == Code::token_unavailable);
  CHECK(answer.errcode == 40001);

  QueryHouse busy;
  busy.timeout = milliseconds(100);
  busy.weixin.takes = milliseconds(60);
  for (int i = 0; i < 4; ++i) {
    busy.weixin.then(support::refused(-1));
  }
  CHECK(busy.ask().code == Code::upstream_failed);
  CHECK(busy.weixin.seen.size() == 1);
}

}  // namespace service_deadline_test
