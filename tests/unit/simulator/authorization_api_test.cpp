#include "harness.hpp"

namespace authorization_api_test {

using namespace harness;
using namespace std::chrono_literals;

struct Platform : Harness {
  std::string token = component_token();

  json ask_info(std::string_view appid = merchant) {
    return call(info_path, token, {{"component_appid", component_appid()}, {"authorizer_appid", appid}});
  }
  json list(const json& offset, const json& count) {
    return call(list_path, token,
                {{"component_appid", component_appid()}, {"offset", offset}, {"count", count}});
  }
  json exchange(const std::string& code) {
    return call(query_auth_path, token,
                {{"component_appid", component_appid()}, {"authorization_code", code}});
  }
  std::string authorize(const std::string& appid, const json& sets = {1, 46}) {
    const json answer =
        control(http::Method::post, "merchants/" + appid + "/authorize", {{"permission_sets", sets}});
    return answer["authorization_code"].get<std::string>();
  }
};

TEST_CASE("a code is exchanged once and gives tokens and sets") {
  Platform platform;
  platform.control(http::Method::post, "merchants", {{"appid", "wx1"}, {"authorized", false}});
  CHECK(errcode(platform.ask_info("wx1")) == 61003);
  const std::string code = platform.authorize("wx1");
  const json answer = platform.exchange(code);
  REQUIRE_FALSE(answer.contains("errcode"));
  const json& info = answer["authorization_info"];
  CHECK(info["authorizer_appid"] == "wx1");
  CHECK(info["expires_in"] == 7200);
  CHECK(info["authorizer_refresh_token"].get<std::string>().size() == 58);
  CHECK(info["func_info"][1]["funcscope_category"]["id"] == 46);
  CHECK(errcode(platform.exchange(code)) == 61010);
  CHECK(platform.ask_info("wx1")["authorization_info"]["authorizer_refresh_token"] ==
        info["authorizer_refresh_token"]);
}

TEST_CASE("codes that are foreign or too old or of a frozen account") {
  Platform platform;
  CHECK(errcode(platform.exchange("queryauthcode@@@foreign")) == 61009);
  const std::string merchant_appid(merchant);
  const std::string frozen = platform.authorize(merchant_appid);
  platform.change_merchant({{"account_status", 19}});
  CHECK(errcode(platform.exchange(frozen)) == 50002);
  platform.change_merchant({{"account_status", 1}});
  platform.set({{"component_token_life_s", 100'000}});
  platform.token = platform.component_token();
  platform.advance(3600s);
  CHECK(errcode(platform.exchange(frozen)) == 61010);
}

TEST_CASE("an exchange voids the tokens before") {
  Platform platform;
  const std::string before = platform.authorizer_token();
  const json old_refresh = platform.demo()["merchants"][0]["refresh_token"];
  platform.token = platform.component_token();
  const json answer = platform.exchange(platform.authorize(std::string(merchant)));
  CHECK(errcode(platform.query(before, {{"code", "044GZ*J10"}})) == 40001);
  CHECK(errcode(platform.call(authorizer_token_path, platform.token,
                              {{"component_appid", platform.component_appid()},
                               {"authorizer_appid", merchant},
                               {"authorizer_refresh_token", old_refresh}})) == 61023);
  const std::string after = answer["authorization_info"]["authorizer_access_token"].get<std::string>();
  CHECK(errcode(platform.query(after, {{"code", "044GZ*J10"}})) == 0);
}

TEST_CASE("an authorisation without any set brings no tokens") {
  Platform platform;
  const json info =
      platform.exchange(platform.authorize(std::string(merchant), json::array()))["authorization_info"];
  CHECK(info["func_info"].empty());
  CHECK_FALSE(info.contains("authorizer_access_token"));
}

TEST_CASE("what an account is can be told from its info") {
  Platform platform;
  const json service = platform.ask_info()["authorizer_info"];
  CHECK(service["service_type_info"]["id"] == 2);
  CHECK(service["verify_type_info"]["id"] == 0);
  CHECK(service["user_name"].get<std::string>().starts_with("gh_"));
  CHECK(service["account_status"] == 1);
  CHECK_FALSE(service.contains("MiniProgramInfo"));

  platform.change_merchant({{"service_type", 0}, {"verify_type", -1}, {"account_status", 19}});
  const json subscription = platform.ask_info()["authorizer_info"];
  CHECK(subscription["service_type_info"]["id"] == 0);
  CHECK(subscription["verify_type_info"]["id"] == -1);
  CHECK(subscription["account_status"] == 19);
  platform.change_merchant({{"mini_program", true}});
  CHECK(platform.ask_info()["authorizer_info"]["MiniProgramInfo"].is_object());
  CHECK(errcode(platform.ask_info("wx0000000000000000")) == 61003);
}

TEST_CASE("the list has pages and leaves out who does not authorise") {
  Platform platform;
  json many = json::array();
  for (int i = 0; i < 7; ++i) {
    many.push_back({{"appid", "wx" + std::to_string(i)}, {"authorized", i != 3}});
  }
  platform.control(http::Method::post, "merchants", many);
  const json all = platform.list(0, 500);
  CHECK(all["total_count"] == 7);
  CHECK(all["list"].size() == 7);
  CHECK(all["list"][0]["refresh_token"].get<std::string>().starts_with("refreshtoken@@@"));
  CHECK(all["list"][0]["auth_time"] == 1795391823);
  CHECK(platform.list(0, 3)["list"].size() == 3);
  CHECK(platform.list("5", "3")["list"].size() == 2);
  CHECK(platform.list(7, 3)["list"].empty());
  CHECK(platform.list(0, 3)["list"][2] == all["list"][2]);
  CHECK(platform.list(3, 3)["list"][0] == all["list"][3]);
  for (const json& count : {json(0), json(501), json(-1), json("x"), json(nullptr)}) {
    CHECK(errcode(platform.list(0, count)) == 40170);
  }
}

TEST_CASE("the list has no refresh token before the exchange or when it is told so") {
  Platform platform;
  platform.control(http::Method::post, "merchants", {{"appid", "wx1"}, {"authorized", false}});
  platform.authorize("wx1");
  CHECK(platform.list(0, 1)["list"][0]["refresh_token"] == "");
  platform.set({{"list_without_refresh_tokens", true}});
  CHECK(platform.list(1, 1)["list"][0]["refresh_token"] == "");
}

TEST_CASE("the refresh token is left out of the account s information when it is told so") {
  Platform platform;
  CHECK(platform.ask_info()["authorization_info"].contains("authorizer_refresh_token"));
  platform.set({{"info_without_refresh_tokens", true}});
  CHECK_FALSE(platform.ask_info()["authorization_info"].contains("authorizer_refresh_token"));
}

TEST_CASE("a merchant that is not listed is not counted either") {
  Platform platform;
  const auto total = platform.list(0, 500)["total_count"].get<int>();
  platform.change_merchant({{"listed", false}});
  const json answer = platform.list(0, 500);
  CHECK(answer["total_count"] == total - 1);
  CHECK(answer["list"].size() == static_cast<std::size_t>(total - 1));
  CHECK_FALSE(platform.ask_info().contains("errcode"));
}

TEST_CASE("a refresh token that was voided is told anew by information and list") {
  Platform platform;
  const auto told = [&] { return platform.ask_info()["authorization_info"]["authorizer_refresh_token"]; };
  const json before = told();
  platform.control(http::Method::post, "merchants/" + std::string(merchant) + "/void", {{"refresh", true}});
  CHECK(told() != before);
  const json list = platform.list(0, 500)["list"];
  const auto listed =
      std::ranges::find(list, json(merchant), [](const json& row) { return row["authorizer_appid"]; });
  REQUIRE(listed != list.end());
  CHECK((*listed)["refresh_token"] == told());
}

TEST_CASE("a pre-authorisation code tells its life") {
  Platform platform;
  const json body = {{"component_appid", platform.component_appid()}};
  const json answer = platform.call("/cgi-bin/component/api_create_preauthcode", platform.token, body);
  CHECK(answer["expires_in"] == 1800);
  CHECK(answer["pre_auth_code"].get<std::string>().size() == 100);
}

}  // namespace authorization_api_test
