#include "simulator/control.hpp"

#include "harness.hpp"

namespace control_test {

using namespace harness;

TEST_CASE("the demo tells what is needed to begin") {
  Harness harness;
  const json demo = harness.demo();
  CHECK(demo["component_appid"] == "wx134c8103faa5a59e");
  CHECK(demo["component_secret"].get<std::string>().size() == 32);
  CHECK(demo["ticket"].get<std::string>().starts_with("ticket@@@"));
  CHECK(demo["merchants"].size() == 1);
  CHECK(demo["merchants"][0]["appid"] == merchant);
  CHECK(demo["merchants"][0]["refresh_token"].get<std::string>().starts_with("refreshtoken@@@"));
}

TEST_CASE("a demo may begin before anyone has consented") {
  support::FakeClock real_clock;
  simulator::ShiftedClock clock(real_clock);
  support::FakeRandom random;
  simulator::Simulator simulator({}, simulator::populate_unauthorized_demo, clock, random);
  const auto demo = simulator::control::show_demo(simulator, {json::object(), {}, {}});
  REQUIRE(demo);
  const json merchants = json::parse(demo->body)["merchants"];
  CHECK(merchants.size() == 3);
  for (const json& one : merchants) {
    CHECK(one["authorized"] == false);
    CHECK(one["refresh_token"] == "");
  }
  CHECK(merchants[1]["service_type"] == 0);
  CHECK(merchants[2]["appid"] == merchant);
}

TEST_CASE("reset brings the start back") {
  Harness harness;
  harness.set({{"strict", true}});
  harness.control(http::Method::post, "clock", {{"offset_s", 1000}});
  harness.control(http::Method::post, "merchants", {{"appid", "wx1"}});
  harness.component_token();
  harness.control(http::Method::post, "reset");
  CHECK(harness.demo()["merchants"].size() == 1);
  CHECK(harness.control(http::Method::get, "settings")["strict"] == false);
  CHECK(harness.control(http::Method::get, "clock")["offset_s"] == 0);
  CHECK(harness.control(http::Method::get, "ledger").empty());
}

TEST_CASE("the clock can be set and moved") {
  Harness harness;
  CHECK(harness.control(http::Method::get, "clock")["now"] == "2026-11-22T23:57:03.000000Z");
  harness.control(http::Method::post, "clock", {{"offset_s", -3}});
  CHECK(harness.control(http::Method::post, "clock", {{"advance_s", 60}})["now"] ==
        "2026-11-22T23:58:00.000000Z");
  harness.control(http::Method::post, "clock", {{"advance_s", "x"}}, 400);
  harness.control(http::Method::post, "clock", {{"offset_s", 1e18}}, 400);
  harness.control(http::Method::post, "clock", {{"offset_s", 1000000000000000000}}, 400);
}

TEST_CASE("merchants are made and changed and keep their tokens") {
  Harness harness;
  const std::string token = harness.authorizer_token();
  harness.change_merchant({{"nick_name", "改名"}, {"permission_sets", {46}}});
  CHECK(errcode(harness.query(token, {{"code", "044GZ*J10"}})) == 0);
  const json shown = harness.control(http::Method::get, "merchants/" + std::string(merchant));
  CHECK(shown["nick_name"] == "改名");
  CHECK(shown["access_token"] == token);
  CHECK(shown["permission_sets"] == json{46});
  harness.control(http::Method::get, "merchants/wx0", nullptr, 404);
  harness.control(http::Method::post, "merchants", {{"nick_name", "x"}}, 400);
  harness.control(http::Method::post, "merchants", {{"appid", "wx1"}, {"no_such", 1}}, 400);
  harness.control(http::Method::post, "merchants", {{"appid", "wx1"}, {"whitelist", {"x"}}}, 400);
  harness.control(http::Method::post, "merchants", {{"appid", "wx1"}, {"quotas", {{"/x", {{"hourly", 1}}}}}},
                  400);
  harness.control(http::Method::get, "merchants/wx1", nullptr, 404);
  harness.control(http::Method::post, "merchants",
                  {{"appid", "wx1"}, {"refresh_token", "refreshtoken@@@mine"}});
  CHECK(harness.control(http::Method::get, "merchants/wx1")["refresh_token"] == "refreshtoken@@@mine");
  CHECK(harness.control(http::Method::get, "merchants").size() == 2);
}

TEST_CASE("applications are added once and activated in parts") {
  Harness harness;
  const json application = {
      {"application_id", "18446744073709551615"}, {"merchant", merchant}, {"code_count", 20'000}};
  harness.control(http::Method::post, "applications", application);
  harness.control(http::Method::post, "applications", application, 409);
  harness.control(http::Method::post, "applications", {{"application_id", 2}, {"merchant", "wx0"}}, 404);
  harness.control(http::Method::post, "applications",
                  {{"application_id", 2}, {"merchant", merchant}, {"code_count", 5}}, 400);
  const std::string segments = "applications/18446744073709551615/segments";
  harness.control(
      http::Method::post, segments,
      {{{"code_start", 0}, {"code_end", 9}}, {{"code_start", 10}, {"code_end", 19}, {"wxa_type", 2}}});
  harness.control(http::Method::post, segments, {{"code_start", 19}, {"code_end", 30}}, 409);
  harness.control(http::Method::post, segments, {{"code_start", 19'000}, {"code_end", 20'000}}, 400);
  harness.control(http::Method::post, "applications/7/segments", {{"code_start", 0}, {"code_end", 9}}, 404);
  const json answer = harness.query(harness.authorizer_token(),
                                    {{"application_id", 18446744073709551615ULL}, {"code_index", 10}});
  CHECK(answer["application_id"] == 18446744073709551615ULL);
  CHECK(answer["wxa_type"] == 2);
  CHECK(harness.control(http::Method::get, "applications/18446744073709551615/codes?from=19999").size() == 1);
  harness.control(http::Method::get, "applications/18446744073709551615/codes?count=10001", nullptr, 400);
  CHECK(harness.control(http::Method::get, "applications").size() == 2);
}

TEST_CASE("the platform can be renamed and its secret changed") {
  Harness harness;
  harness.control(http::Method::post, "component",
                  {{"component_appid", "wx1"}, {"component_secret", "secret"}});
  CHECK(harness.demo()["component_appid"] == "wx1");
  CHECK(errcode(harness.ask_component_token()) == 0);
  const json shown = harness.control(http::Method::get, "component");
  CHECK(shown["tokens"].size() == 1);
  CHECK(shown["tickets"].size() == 1);
  harness.control(http::Method::post, "component", {{"whitelist", {"10.0.0.0/8"}}}, 400);
  harness.control(http::Method::post, "component", {{"pushing", "no"}}, 400);
}

TEST_CASE("what is not JSON and what is not there") {
  Harness harness;
  CHECK(harness.ask({.target = "/_sim/settings", .body = "{"}).status == 400);
  CHECK(harness.ask({.target = "/_sim/settings", .body = "[]"}).status == 400);
  CHECK(harness.ask({.target = "/_sim/nothing"}).status == 404);
  CHECK(harness.ask({.target = "/_sim/demo"}).status == 405);
  CHECK(harness.control(http::Method::get, "violations")["count"] == 0);
}

}  // namespace control_test
