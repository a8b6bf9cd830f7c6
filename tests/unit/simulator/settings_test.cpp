#include "simulator/settings.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace settings_test {

using nlohmann::json;
using simulator::change_settings;
using simulator::Check;
using simulator::Settings;

TEST_CASE("settings are changed by name and shown again") {
  Settings settings;
  REQUIRE(change_settings(settings, {{"overlap_s", 0U},
                                     {"strict", true},
                                     {"errcode_never_issued", 80303},
                                     {"extra_members", {{"new_member", 1}}}}));
  CHECK(settings.overlap_s == 0);
  CHECK(settings.strict);
  CHECK(settings.errcode_never_issued == 80303);
  CHECK(settings.extra_members == R"("new_member":1)");
  Settings copy;
  REQUIRE(change_settings(copy, to_json(settings)));
  CHECK(to_json(copy) == to_json(settings));
}

TEST_CASE("one wrong member and nothing changes") {
  for (const json& wrong : {json{{"no_such", 1}}, json{{"overlap_s", -1}}, json{{"overlap_s", 2e9}},
                            json{{"overlap_s", 3'000'000'000}}, json{{"strict", 1}},
                            json{{"extra_members", "x"}}, json{{"check_order", {"json"}}}, json::array()}) {
    Settings settings;
    json changes = wrong;
    if (changes.is_object()) changes["ledger_limit"] = 5U;
    CHECK(change_settings(settings, changes).error().code == base::Code::invalid_argument);
    CHECK(settings.ledger_limit == 200'000);
  }
}

TEST_CASE("the order of checks is a permutation of all of them") {
  Settings settings;
  REQUIRE(change_settings(
      settings, {{"check_order",
                  {"quota", "json", "arguments", "authorization", "permission", "entitlement", "address"}}}));
  CHECK(settings.check_order.front() == Check::quota);
  CHECK(settings.check_order.back() == Check::address);
  CHECK_FALSE(change_settings(settings, {{"check_order",
                                          {"quota", "quota", "arguments", "authorization", "permission",
                                           "entitlement", "address"}}}));
}

}  // namespace settings_test
