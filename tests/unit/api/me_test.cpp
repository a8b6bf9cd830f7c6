#include "api/public/me.hpp"

#include <doctest/doctest.h>

#include "support/native_house.hpp"

namespace me_test {

using std::chrono::hours;
using support::NativeHouse;
using support::parse;

tokens::TokenState token(std::optional<base::WallTime> expires_at) {
  tokens::TokenState state;
  state.merchant = 7;
  state.generation = 3;
  state.expires_at = expires_at;
  return state;
}

TEST_CASE("a merchant learns its own state") {
  NativeHouse house;
  house.token_state = token(house.clock.wall() + hours(1));
  house.put_key([&](auto& k) { k.expires_at = house.clock.wall() + hours(24); });
  const auto response = house.me();
  CHECK(response.status == 200);
  CHECK(response.content_type == "application/json");
  CHECK(response.body == R"({"appid":"wxf8b4f85f3a794e77","name":"Demo","authorized":true,"suspended":false,)"
                         R"("permission_set_46":true,"account_kind":"service_account",)"
                         R"("token":{"health":"healthy","expires_at":"2026-11-23T00:57:03.000000Z"},)"
                         R"("limits":{"queries_per_second":2.5,"burst":5,"remaining":5,"reset_seconds":0},)"
                         R"("key":{"id":")" +
                             house.key.key_id +
                             R"(","name":"shop","expires_at":"2026-11-23T23:57:03.000000Z"}})");
  CHECK(support::header(response, "Cache-Control") == "no-store");
  CHECK(support::header(response, "RateLimit-Remaining") == "5");
}

TEST_CASE("asking for the own state spends no query writes no record and asks nobody") {
  NativeHouse house;
  for (int i = 0; i < 20; ++i) {
    CHECK(house.me().status == 200);
  }
  CHECK(house.log.records.empty());
  CHECK(house.weixin.seen.empty());
  CHECK(house.tokens.merchants.empty());
  CHECK(house.merchants.readings == 0);

  for (int i = 0; i < 5; ++i) {
    house.post();
  }
  const auto empty = house.me();
  CHECK(empty.status == 200);
  CHECK(parse(empty)["limits"]["remaining"] == 0);
  CHECK(support::header(empty, "RateLimit-Remaining") == "0");
}

TEST_CASE("a merchant learns why its queries would be refused") {
  NativeHouse house;
  auto merchant = support::good_merchant();
  merchant.permission_sets = {1};
  merchant.service_type.reset();
  house.put(merchant);
  auto json = parse(house.me());
  CHECK(json["permission_set_46"] == false);
  CHECK(json["account_kind"] == "unknown");
  CHECK(json["refusal"] == "permission_set_missing");
  CHECK(json["token"]["health"] == "missing");
  CHECK(json["token"]["expires_at"].is_null());
  CHECK(json["key"]["expires_at"].is_null());

  merchant.suspended_at = house.clock.wall();
  merchant.mini_program = true;
  house.put(merchant);
  json = parse(house.me());
  CHECK(json["suspended"] == true);
  CHECK(json["account_kind"] == "other");
  CHECK(json["refusal"] == "merchant_suspended");
}

TEST_CASE("a merchant learns since when its token cannot be refreshed") {
  NativeHouse house;
  house.token_state = token(house.clock.wall() + hours(1));
  house.token_state->failing_since = house.clock.wall() - hours(1);
  house.token_state->failures = 3;
  house.token_state->last_errcode = -1;
  const auto json = parse(house.me())["token"];
  CHECK(json["health"] == "failing");
  CHECK(json["failing_since"] == "2026-11-22T22:57:03.000000Z");
  CHECK(json["failures"] == 3);
  CHECK(json["last_errcode"] == -1);
}

}  // namespace me_test
