#include <random>

#include <doctest/doctest.h>

#include "support/query_house.hpp"

namespace service_property_test {

using base::Code;
using support::QueryHouse;

// One thing that WeChat or the way to it may do.
void script_anything(QueryHouse& house, std::mt19937& dice) {
  static constexpr std::int64_t errcodes[] = {-1,    40001, 42001, 40014, 80304,
                                              80300, 45009, 61003, 61004, 99999};
  const auto sent = static_cast<http::Sent>(dice() % 3);
  switch (dice() % 6) {
    case 0:
      house.weixin.then(support::answered(support::page_sample));
      break;
    case 1:
      house.weixin.then(support::failed("timeout", Code::upstream_timeout, sent));
      break;
    case 2:
      house.weixin.then(support::failed("network", Code::upstream_failed, sent, sent != http::Sent::yes));
      break;
    case 3:
      house.weixin.then_throw();
      break;
    default:
      house.weixin.then(support::refused(errcodes[dice() % std::size(errcodes)]));
      break;
  }
}

bool sometimes(std::mt19937& dice) { return dice() % 5 == 0; }

TEST_CASE("whatever happens each intent has one record that lists each call") {
  std::mt19937 dice(20261122);
  for (int round = 0; round < 600; ++round) {
    CAPTURE(round);
    QueryHouse house;
    // Pauses are real time: leave none, so that the rounds are quick.
    house.timeout = std::chrono::milliseconds(40);
    for (int i = 0; i < 6; ++i) {
      script_anything(house, dice);
    }
    house.log.begin_fails = sometimes(dice);
    house.log.finish_fails = sometimes(dice);
    house.log.refuse_fails = sometimes(dice);
    if (sometimes(dice)) house.tokens.token_error = Code::token_unavailable;
    if (sometimes(dice)) house.tokens.renew_error = Code::merchant_needs_reauthorization;
    if (sometimes(dice)) house.weixin.takes = std::chrono::milliseconds(25);
    if (sometimes(dice)) house.change_merchant([](auto& m) { m.authorized = false; });

    const auto answer = house.ask(sometimes(dice) ? "{}" : QueryHouse::by_url);

    CHECK(house.log.open_intents() == 0);
    CHECK(house.log.intents() <= 1);
    CHECK((house.log.intents() == 1 || house.weixin.seen.empty()));
    // Every question ends in one record; only one whose intent was not to be had has none.
    const bool without_intent = answer.code == Code::audit_unavailable && house.log.records.empty();
    CHECK((house.log.records.size() == 1 || without_intent));
    if (house.log.records.size() == 1) {
      CHECK(house.log.records[0].tail.attempts.size() == house.weixin.seen.size());
      CHECK(house.log.records[0].had_intent == (house.log.intents() == 1));
    }
    // An answer leaves only with a durable record.
    CHECK((answer.record.has_value() || answer.code == Code::audit_unavailable));
    CHECK((answer.code.has_value() || answer.record.has_value()));
  }
}

}  // namespace service_property_test
