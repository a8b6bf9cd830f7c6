// What a query without a place costs: nothing but a count.
#include <optional>

#include <doctest/doctest.h>

#include "query/service.hpp"
#include "support/query_house.hpp"

namespace service_overload_test {

using base::Code;
using support::QueryHouse;

TEST_CASE("a query without a place is refused at once and recorded with the others of its minute") {
  QueryHouse house;
  house.places.change({1, 1});
  std::optional held(std::move(*house.places.enter(99)));
  for (int i = 0; i < 3; ++i) {
    const auto answer = house.ask();
    CHECK(answer.code == Code::overloaded);
    CHECK(answer.outcome == audit::Outcome::refused);
    CHECK(answer.asked == query::Asked::no);
    CHECK_FALSE(answer.record);
  }
  CHECK(house.log.intents() == 0);
  CHECK(house.log.records.empty());
  CHECK(house.weixin.seen.empty());
  CHECK(house.tokens.merchants.empty());
  CHECK(house.overloads.size() == 1);

  support::run(house.loop, house.overloads.flush(true));
  CHECK(house.record().tail.code == Code::overloaded);
  CHECK(house.record().tail.count == 3);
  CHECK(house.record().head.request_id == "0193-request");

  held.reset();
  CHECK(house.ask().outcome == audit::Outcome::active);
}

TEST_CASE("a query leaves its place whatever comes of it") {
  QueryHouse house;
  house.places.change({1, 1});
  CHECK(house.ask().outcome == audit::Outcome::active);
  CHECK(house.ask("{}").code == Code::selector_invalid);
  house.log.begin_fails = true;
  CHECK(house.ask().code == Code::audit_unavailable);
  house.log.begin_fails = false;
  house.change_merchant([](tenancy::Merchant& merchant) { merchant.authorized = false; });
  CHECK(house.ask().code == Code::merchant_not_authorized);
  query::SelectorProblem problem;
  problem.code = Code::request_malformed;
  const auto refused = support::run(house.loop, house.service.refuse(house.question("{}"), problem));
  CHECK(refused.code == Code::request_malformed);
  CHECK(house.places.size() == 0);
}

TEST_CASE("a query holds its place until its record is durable") {
  QueryHouse house;
  house.places.change({4, 2});
  std::size_t seen = 0;
  house.log.on_begin = [&] { seen = house.places.size(house.caller.merchant->id); };
  CHECK(house.ask().outcome == audit::Outcome::active);
  CHECK(seen == 1);
  CHECK(house.places.size(house.caller.merchant->id) == 0);
}

}  // namespace service_overload_test
