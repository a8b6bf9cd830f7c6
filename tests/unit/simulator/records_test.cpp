#include "harness.hpp"

namespace records_test {

using namespace harness;

TEST_CASE("the ledger has every call with whose it was and what became of it") {
  Harness harness;
  const std::string token = harness.authorizer_token();
  harness.query(token, {{"code", "044GZ*J10"}});
  harness.query(token, {{"application_id", 1}, {"code_index", 0}});
  harness.query(std::string(140, 'x'), {{"code", "044GZ*J10"}});
  const json ledger = harness.control(http::Method::get, "ledger");
  REQUIRE(ledger.size() == 5);
  CHECK(ledger[0]["path"] == component_token_path);
  CHECK(ledger[0]["issued"] == 1);
  CHECK(ledger[0]["body"] == "");
  CHECK(ledger[1]["path"] == authorizer_token_path);
  CHECK(ledger[1]["merchant"] == merchant);
  CHECK(ledger[1]["generation"] == 1);
  CHECK(ledger[1]["issued"] == 1);
  CHECK(ledger[2]["n"] == 3);
  CHECK(ledger[2]["merchant"] == merchant);
  CHECK(ledger[2]["body"] == R"({"code":"044GZ*J10"})");
  CHECK(ledger[2]["errcode"] == 0);
  CHECK(ledger[2]["from"] == "127.0.0.1");
  CHECK(ledger[2]["id"] == "request-id");
  CHECK(ledger[3]["errcode"] == 80300);
  CHECK(ledger[3]["rid"].get<std::string>().size() == 26);
  CHECK(ledger[4]["errcode"] == 40001);
  CHECK(ledger[4]["merchant"] == "");
}

TEST_CASE("the ledger can be read in parts and counted and reset") {
  Harness harness;
  const std::string token = harness.authorizer_token();
  for (int i = 0; i < 5; ++i) {
    harness.query(token, {{"application_id", 581865877}, {"code_index", i}});
  }
  const std::string queries = "path=%2Fintp%2Fmarketcode%2Fcodeactivequery";
  CHECK(harness.control(http::Method::get, "ledger?" + queries).size() == 5);
  CHECK(harness.control(http::Method::get, "ledger?after=4&" + queries).size() == 3);
  CHECK(harness.control(http::Method::get, "ledger?limit=2").size() == 2);
  CHECK(harness.control(http::Method::get, "ledger/count?merchant=" + std::string(merchant))["count"] == 6);
  harness.control(http::Method::get, "ledger?after=x", nullptr, 400);
  const auto lines =
      harness.ask({.method = http::Method::get, .target = "/_sim/ledger?format=ndjson&after=6"});
  CHECK(lines.content_type == "application/x-ndjson");
  CHECK(std::ranges::count(lines.body, '\n') == 1);
  CHECK(json::parse(lines.body)["n"] == 7);
  harness.control(http::Method::del, "ledger");
  CHECK(harness.control(http::Method::get, "ledger/count")["total"] == 0);
}

TEST_CASE("a refusal on demand does not reach the world") {
  Harness harness;
  const std::string component = harness.component_token();
  harness.control(http::Method::post, "faults",
                  {{"kind", "errcode"}, {"errcode", 45009}, {"path", authorizer_token_path}});
  CHECK(errcode(harness.ask_authorizer_token(component)) == 45009);
  CHECK(harness.control(http::Method::get, "merchants/" + std::string(merchant))["generation"] == 0);
  CHECK(errcode(harness.ask_authorizer_token(component)) == 0);
  const json ledger = harness.control(http::Method::get, "ledger?after=1");
  CHECK(ledger[0]["errcode"] == 45009);
  CHECK(ledger[0]["fault"] == "errcode");
  CHECK(ledger[1]["fault"] == "");
}

TEST_CASE("a lost answer was given and a page of a proxy was not") {
  Harness harness;
  const std::string token = harness.authorizer_token();
  const std::string target = std::string(code_path) + "?access_token=" + token;
  const std::string body = R"({"code":"044GZ*J10"})";
  harness.control(http::Method::post, "faults",
                  {{{"kind", "reset"}}, {{"kind", "status"}, {"status", 503}}, {{"kind", "reset_unread"}}});
  CHECK(harness.ask({.target = target, .body = body}).takeover);
  const auto page = harness.ask({.target = target, .body = body});
  CHECK(page.status == 503);
  CHECK(page.content_type == "text/html");
  CHECK(harness.ask({.target = target, .body = body}).takeover);
  const json ledger = harness.control(http::Method::get, "ledger?after=2");
  REQUIRE(ledger.size() == 2);
  CHECK(ledger[0]["errcode"] == 0);
  CHECK(ledger[0]["fault"] == "reset");
  CHECK(ledger[1]["errcode"].is_null());
  CHECK(ledger[1]["fault"] == "status");
  CHECK(harness.control(http::Method::get, "faults")[2]["hits"] == 1);
}

TEST_CASE("a fault may do the call although it refuses and with words of its own") {
  Harness harness;
  const std::string component = harness.component_token();
  harness.control(http::Method::post, "faults",
                  {{"kind", "errcode"}, {"errmsg", "系统繁忙"}, {"execute", true}, {"merchant", merchant}});
  const json answer = harness.ask_authorizer_token(component);
  CHECK(errcode(answer) == -1);
  CHECK(answer["errmsg"].get<std::string>().starts_with("系统繁忙 rid: "));
  CHECK(harness.control(http::Method::get, "merchants/" + std::string(merchant))["generation"] == 1);
}

TEST_CASE("a late answer is waited for on the loop") {
  Harness harness;
  harness.control(http::Method::post, "faults", {{"kind", "delay"}, {"delay_ms", 30}});
  const auto before = std::chrono::steady_clock::now();
  CHECK(errcode(harness.ask_component_token()) == 0);
  CHECK(std::chrono::steady_clock::now() - before >= std::chrono::milliseconds(30));
}

TEST_CASE("the end of the program cuts every wait short") {
  Harness harness;
  harness.control(http::Method::post, "faults", {{"kind", "delay"}, {"delay_ms", 600'000}});
  boost::asio::post(harness.loop, [&] { harness.sleeper.wake_all(); });
  CHECK(errcode(harness.ask_component_token()) == 0);
}

TEST_CASE("faults that make no sense are refused as a whole") {
  Harness harness;
  for (const json& wrong :
       {json{{"kind", "nonsense"}}, json{{"probability", 1.5}}, json{{"probability", "x"}},
        json{{"delay_ms", -1}}, json{{"status", 99}}, json{{"kind", "status"}, {"status", 101}},
        json{{"unknown", 1}}, json{{"times", -1}}, json{{"bytes", 1ULL << 40}}, json("x")}) {
    harness.control(http::Method::post, "faults", {{{"kind", "reset"}}, wrong}, 400);
  }
  CHECK(harness.control(http::Method::get, "faults").empty());
  const json ids = harness.control(http::Method::post, "faults", {{"kind", "reset"}});
  harness.control(http::Method::del, "faults/" + ids["ids"][0].dump());
  harness.control(http::Method::del, "faults/" + ids["ids"][0].dump(), nullptr, 404);
  harness.control(http::Method::post, "faults", {{"kind", "reset"}});
  harness.control(http::Method::del, "faults");
  CHECK(harness.control(http::Method::get, "faults").empty());
}

}  // namespace records_test
