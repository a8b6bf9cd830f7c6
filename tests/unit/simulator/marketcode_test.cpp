#include "harness.hpp"

namespace marketcode_test {

using namespace harness;
using namespace std::chrono_literals;

struct Shop : Harness {
  std::string token = authorizer_token();

  json ask(const json& selector) { return query(token, selector); }
  int code_of(const json& selector) { return errcode(ask(selector)); }
  void add_foreign_application() {
    control(http::Method::post, "merchants", {{"appid", "wx2"}});
    control(http::Method::post, "applications",
            {{"application_id", 715479145},
             {"merchant", "wx2"},
             {"segments", {{{"code_start", 0}, {"code_end", 9999}, {"activity_name", "other"}}}}});
  }
};

const json example = {{"errcode", 0},
                      {"errmsg", "ok"},
                      {"code", "044GZ*J10"},
                      {"code_start", 0},
                      {"code_end", 200},
                      {"activity_name", "test_name"},
                      {"product_brand", "test_brand"},
                      {"product_title", "test_title"},
                      {"product_code", "test_code"},
                      {"wxa_appid", "test_appid"},
                      {"wxa_path", "test_path"},
                      {"wxa_type", 0},
                      {"application_id", 581865877},
                      {"isv_application_id", "test_id"}};

TEST_CASE("the official example is answered in all three ways") {
  Shop shop;
  CHECK(shop.ask({{"code_url", "P.URL.CN/0U.JYJXP3HJI2C98A9O"}}) == example);
  CHECK(shop.ask({{"code", "044GZ*J10"}}) == example);
  CHECK(shop.ask({{"application_id", 581865877}, {"code_index", 8}}) == example);
  CHECK(shop.ask({{"application_id", "581865877"}, {"code_index", "8"}}) == example);
  CHECK(
      shop.ask(
          {{"application_id", nullptr}, {"code_index", nullptr}, {"code_url", ""}, {"code", "044GZ*J10"}}) ==
      example);
}

TEST_CASE("every code of an application answers to its three names") {
  Shop shop;
  const json codes = shop.control(http::Method::get, "applications/581865877/codes?from=0&count=300");
  CHECK(codes.size() == 300);
  for (const json& item : codes) {
    const json by_index = shop.ask({{"application_id", 581865877}, {"code_index", item["code_index"]}});
    const bool active = item["code_index"] <= 200;
    REQUIRE(errcode(by_index) == (active ? 0 : 80304));
    if (!active) continue;
    REQUIRE(by_index["code"] == item["code"]);
    REQUIRE(shop.ask({{"code", item["code"]}}) == by_index);
    REQUIRE(shop.ask({{"code_url", item["code_url"]}}) == by_index);
  }
}

TEST_CASE("every refusal of the family has its errcode and a hint and a rid") {
  Shop shop;
  shop.add_foreign_application();
  CHECK(shop.code_of({{"application_id", 581865877}, {"code_index", 201}}) == 80304);
  CHECK(shop.code_of({{"application_id", 1}, {"code_index", 0}}) == 80300);
  CHECK(shop.code_of({{"application_id", 715479145}, {"code_index", 0}}) == 80301);
  CHECK(shop.code_of({{"application_id", 581865877}, {"code_index", 50'000}}) == 80306);
  CHECK(shop.code_of({{"application_id", 581865877}, {"code_index", 18446744073709551615ULL}}) == 80306);
  CHECK(shop.code_of({{"code", "044gz*j10"}}) == 80303);
  CHECK(shop.code_of({{"code_url", "http://P.URL.CN/0U.JYJXP3HJI2C98A9O"}}) == 80303);
  CHECK(shop.code_of({{"code", "0ZZZZZZZZ"}}) == 80304);
  CHECK(shop.code_of({{"code_url", "P.URL.CN/0V/L$O*CBI/WJATNX+Y"}}) == 80304);
  CHECK(shop.code_of(json::object()) == 40097);
  CHECK(shop.code_of({{"application_id", 581865877}}) == 40097);
  CHECK(shop.code_of({{"code_index", 0}}) == 40097);
  const json foreign = shop.control(http::Method::get, "applications/715479145/codes?count=1")[0];
  CHECK(shop.code_of({{"code", foreign["code"]}}) == 80301);
  CHECK(shop.code_of({{"code_url", foreign["code_url"]}}) == 80301);

  const std::string message =
      shop.ask({{"application_id", 1}, {"code_index", 0}})["errmsg"].get<std::string>();
  CHECK(message.starts_with("申请单不存在 hint: ["));
  CHECK(message.contains("][2026-11-23 07:57:03] rid: 6b03814f-"));
}

TEST_CASE("errcodes that are not documented can be chosen") {
  Shop shop;
  shop.set(
      {{"errcode_never_issued", 80303}, {"errcode_no_selector", 47001}, {"errcode_not_activated", 80305}});
  CHECK(shop.code_of({{"code", "0ZZZZZZZZ"}}) == 80303);
  CHECK(shop.code_of(json::object()) == 47001);
  CHECK(shop.code_of({{"application_id", 581865877}, {"code_index", 201}}) == 80305);
}

TEST_CASE("the answer may vary as the real one does") {
  Shop shop;
  shop.set({{"omit_product_code", true},
            {"omit_wxa_type", true},
            {"short_codes", true},
            {"numbers_as_strings", true},
            {"extra_members", {{"new_member", {1, 2}}}}});
  json expected = example;
  expected.erase("product_code");
  expected.erase("wxa_type");
  expected["code"] = "44GZ*J10";
  expected["code_start"] = "0";
  expected["code_end"] = "200";
  expected["application_id"] = "581865877";
  expected["new_member"] = {1, 2};
  CHECK(shop.ask({{"code", "044GZ*J10"}}) == expected);
  shop.set({{"show_call_number", true}});
  CHECK(shop.ask({{"code", "044GZ*J10"}})["sim_n"] ==
        shop.control(http::Method::get, "ledger/count")["total"]);
}

TEST_CASE("token troubles in their order") {
  Shop shop;
  const json selector = {{"code", "044GZ*J10"}};
  CHECK(errcode(shop.query("", selector)) == 41001);
  CHECK(errcode(shop.query("x", selector)) == 40014);
  CHECK(errcode(shop.query(std::string(140, 'x'), selector)) == 40001);
  CHECK(errcode(shop.query(shop.component_token(), selector)) == 61015);
  CHECK(errcode(shop.call_raw(code_path, "", "")) == 44002);
  CHECK(errcode(shop.call_raw(code_path, shop.token, "not json")) == 47001);
  CHECK(errcode(shop.call_raw(code_path, "x", "not json")) == 40014);
  const auto get = shop.Harness::ask({.method = http::Method::get, .target = std::string(code_path)});
  CHECK(errcode(json::parse(get.body)) == 43002);
  shop.advance(7200s);
  CHECK(errcode(shop.query(shop.token, selector)) == 42001);
}

TEST_CASE("the token before the newest works during the overlap only") {
  Shop shop;
  const json selector = {{"code", "044GZ*J10"}};
  const std::string newer = shop.authorizer_token();
  CHECK(errcode(shop.query(shop.token, selector)) == 0);
  shop.authorizer_token();
  CHECK(errcode(shop.query(shop.token, selector)) == 40001);
  shop.advance(300s);
  CHECK(errcode(shop.query(newer, selector)) == 40001);
  shop.set({{"overlap_s", 0}});
  const std::string last = shop.authorizer_token();
  shop.authorizer_token();
  CHECK(errcode(shop.query(last, selector)) == 40001);
  CHECK(shop.query(last, selector)["errmsg"].get<std::string>().contains("is invalid or not latest"));
}

TEST_CASE("voided tokens and lives as set") {
  Shop shop;
  const json selector = {{"code", "044GZ*J10"}};
  shop.control(http::Method::post, "merchants/" + std::string(merchant) + "/void");
  CHECK(errcode(shop.query(shop.token, selector)) == 40001);
  shop.set({{"authorizer_token_life_s", 5}, {"token_length", 512}});
  const json answer = shop.ask_authorizer_token(shop.component_token());
  CHECK(answer["expires_in"] == 5);
  const std::string token = answer["authorizer_access_token"].get<std::string>();
  CHECK(token.size() == 512);
  CHECK(errcode(shop.query(token, selector)) == 0);
  shop.control(http::Method::post, "clock", {{"advance_s", 5}});
  CHECK(errcode(shop.query(token, selector)) == 42001);
}

TEST_CASE("authorisation and permission and entitlement and quota come in this order") {
  Shop shop;
  const json selector = {{"code", "044GZ*J10"}};
  shop.change_merchant(
      {{"quotas", {{code_path, {{"daily", 1}}}}}, {"entitled", false}, {"permission_sets", {1, 2}}});
  shop.control(http::Method::post, "merchants/" + std::string(merchant) + "/revoke");
  CHECK(shop.code_of(selector) == 61003);
  shop.change_merchant({{"authorized", true}});
  CHECK(shop.code_of(selector) == 61007);
  shop.change_merchant({{"permission_sets", {46}}});
  CHECK(shop.code_of(selector) == 48001);
  shop.change_merchant({{"entitled", true}, {"account_status", 19}});
  CHECK(shop.code_of(selector) == 50002);
  shop.change_merchant({{"account_status", 18}, {"api_banned", true}});
  CHECK(shop.code_of(selector) == 48004);
  shop.change_merchant({{"api_banned", false}, {"service_type", 0}});
  CHECK(shop.code_of(selector) == 48001);
  shop.change_merchant({{"service_type", 2}, {"mini_program", true}});
  CHECK(shop.code_of(selector) == 48001);
  shop.change_merchant({{"mini_program", false}});
  CHECK(shop.code_of(selector) == 0);
  CHECK(shop.code_of(selector) == 45009);
}

TEST_CASE("the order of checks can be changed") {
  Shop shop;
  shop.change_merchant({{"authorized", false}, {"permission_sets", json::array()}});
  CHECK(shop.code_of({{"code", "044GZ*J10"}}) == 61003);
  shop.set({{"check_order",
             {"permission", "authorization", "address", "json", "arguments", "entitlement", "quota"}}});
  CHECK(shop.code_of({{"code", "044GZ*J10"}}) == 61007);
  CHECK(shop.code_of(json::object()) == 61007);
}

TEST_CASE("revocation may end the outstanding token at once") {
  Shop shop;
  shop.set({{"revocation_kills_tokens", true}});
  shop.control(http::Method::post, "merchants/" + std::string(merchant) + "/revoke");
  CHECK(shop.code_of({{"code", "044GZ*J10"}}) == 40001);
}

TEST_CASE("both whitelists name the address") {
  Shop shop;
  const json selector = {{"code", "044GZ*J10"}};
  shop.change_merchant({{"whitelist", {"10.1.0.0/16"}}});
  const json refused = shop.call(code_path, shop.token, selector, "10.2.0.1");
  CHECK(errcode(refused) == 40164);
  CHECK(refused["errmsg"].get<std::string>().starts_with(
      "invalid ip 10.2.0.1 ipv6 ::ffff:10.2.0.1, not in whitelist rid: "));
  CHECK(errcode(shop.call(code_path, shop.token, selector, "10.1.2.3")) == 0);
  shop.control(http::Method::post, "component", {{"whitelist", {"10.1.2.3"}}});
  CHECK(errcode(shop.call(code_path, shop.token, selector, "10.1.2.4")) == 61004);
  CHECK(errcode(shop.call(code_path, shop.token, selector, "10.1.2.3")) == 0);
}

TEST_CASE("the minute quota ends with the minute and quota get tells what is left") {
  Shop shop;
  const json selector = {{"code", "044GZ*J10"}};
  shop.change_merchant({{"quotas", {{code_path, {{"daily", 10}, {"minute", 1}}}}}});
  CHECK(shop.code_of(selector) == 0);
  CHECK(shop.code_of(selector) == 45011);
  shop.advance(60s);
  CHECK(shop.code_of(selector) == 0);
  const json left = shop.call("/cgi-bin/openapi/quota/get", shop.token, {{"cgi_path", code_path}});
  CHECK(left["quota"] == json{{"daily_limit", 10}, {"used", 2}, {"remain", 8}});
  CHECK(left["rate_limit"]["call_count"] == 1);
  CHECK(errcode(shop.call("/cgi-bin/openapi/quota/get", shop.token, {{"cgi_path", "/nothing"}})) == 76003);
}

}  // namespace marketcode_test
