#include "harness.hpp"

namespace component_api_test {

using namespace harness;
using namespace std::chrono_literals;

TEST_CASE("a component token has no errcode and lives two hours") {
  Harness harness;
  const json answer = harness.ask_component_token();
  CHECK_FALSE(answer.contains("errcode"));
  CHECK(answer["expires_in"] == 7200);
  CHECK(answer["component_access_token"].get<std::string>().size() >= 138);
}

TEST_CASE("what api_component_token refuses") {
  Harness harness;
  const json known = harness.demo();
  json good = {{"component_appid", known["component_appid"]},
               {"component_appsecret", known["component_secret"]},
               {"component_verify_ticket", known["ticket"]}};
  const auto with = [&](const char* member, const json& value) {
    json body = good;
    body[member] = value;
    return errcode(harness.call(component_token_path, "", body));
  };
  CHECK(with("component_appid", "wx0000000000000000") == 40013);
  CHECK(with("component_appid", nullptr) == 41002);
  CHECK(with("component_appsecret", "wrong") == 40125);
  CHECK(with("component_appsecret", nullptr) == 41004);
  CHECK(with("component_verify_ticket", "ticket@@@wrong") == 61006);
  CHECK(with("component_verify_ticket", nullptr) == 61006);
  CHECK(errcode(harness.call_raw(component_token_path, "", "{")) == 47001);
  CHECK(errcode(harness.call_raw(component_token_path, "", "[]")) == 47001);
  CHECK(errcode(harness.call_raw(component_token_path, "", "")) == 44002);
  harness.advance(12h);
  CHECK(with("component_appid", known["component_appid"]) == 61005);
}

TEST_CASE("an older ticket that has not expired is as good as the newest") {
  Harness harness;
  harness.advance(11h);
  const json first = harness.demo();
  harness.control(http::Method::post, "tickets");
  CHECK(harness.demo()["ticket"] != first["ticket"]);
  const json body = {{"component_appid", first["component_appid"]},
                     {"component_appsecret", first["component_secret"]},
                     {"component_verify_ticket", first["ticket"]}};
  CHECK(harness.call(component_token_path, "", body).contains("component_access_token"));
  harness.control(http::Method::post, "tickets", {{"ticket", "ticket@@@SIMULATED"}});
  CHECK(harness.demo()["ticket"] == "ticket@@@SIMULATED");
}

TEST_CASE("an error has a rid of the present second and the address is named in 61004") {
  Harness harness;
  harness.control(http::Method::post, "component", {{"whitelist", {"10.0.0.1"}}});
  const json answer = harness.call(component_token_path, "", {{"component_appid", "x"}}, "10.0.0.2");
  CHECK(errcode(answer) == 61004);
  const std::string message = answer["errmsg"].get<std::string>();
  CHECK(message.starts_with("access clientip is not registered requestIP: 10.0.0.2 rid: 6b03814f-"));
  CHECK(errcode(harness.call(component_token_path, "", {{"component_appid", "x"}}, "::ffff:10.0.0.1")) ==
        40013);
}

TEST_CASE("both query names are taken for component calls") {
  Harness harness;
  const std::string token = harness.component_token();
  for (const std::string name : {"access_token", "component_access_token"}) {
    const auto response = harness.ask(
        {.target = std::string(info_path) + "?" + name + "=" + token,
         .body =
             json{{"component_appid", harness.component_appid()}, {"authorizer_appid", merchant}}.dump()});
    CHECK(json::parse(response.body).contains("authorizer_info"));
  }
}

TEST_CASE("an authorizer token keeps its refresh token unless rotation is on") {
  Harness harness;
  const std::string component = harness.component_token();
  const json old_refresh = harness.demo()["merchants"][0]["refresh_token"];
  const json answer = harness.ask_authorizer_token(component);
  CHECK(answer["expires_in"] == 7200);
  CHECK(answer["authorizer_refresh_token"] == old_refresh);
  harness.set({{"rotate_refresh_tokens", true}});
  const json rotated = harness.ask_authorizer_token(component);
  CHECK(rotated["authorizer_refresh_token"] != old_refresh);
  CHECK(rotated["authorizer_refresh_token"].get<std::string>().starts_with("refreshtoken@@@"));
  const json body = {{"component_appid", harness.component_appid()},
                     {"authorizer_appid", merchant},
                     {"authorizer_refresh_token", old_refresh}};
  harness.set({{"rotate_refresh_tokens", false}});
  harness.advance(299s);
  CHECK(harness.call(authorizer_token_path, component, body).contains("authorizer_access_token"));
  harness.advance(1s);
  CHECK(errcode(harness.call(authorizer_token_path, component, body)) == 61023);
}

TEST_CASE("what api_authorizer_token refuses") {
  Harness harness;
  const std::string component = harness.component_token();
  const auto ask = [&](const json& appid, const json& refresh) {
    return errcode(harness.call(authorizer_token_path, component,
                                {{"component_appid", harness.component_appid()},
                                 {"authorizer_appid", appid},
                                 {"authorizer_refresh_token", refresh}}));
  };
  const json refresh = harness.demo()["merchants"][0]["refresh_token"];
  CHECK(ask(merchant, "refreshtoken@@@wrong") == 61023);
  CHECK(ask(merchant, "") == 61023);
  CHECK(ask(merchant, nullptr) == 61023);
  CHECK(ask("wx0000000000000000", refresh) == 61003);
  CHECK(ask(nullptr, refresh) == 40013);
  harness.control(http::Method::post, "merchants/" + std::string(merchant) + "/void", {{"refresh", true}});
  CHECK(ask(merchant, refresh) == 61023);
  harness.control(http::Method::post, "merchants/" + std::string(merchant) + "/revoke");
  CHECK(ask(merchant, refresh) == 61003);
}

TEST_CASE("component calls check their token first") {
  Harness harness;
  const json body = {{"component_appid", harness.component_appid()}, {"authorizer_appid", merchant}};
  CHECK(errcode(harness.call(info_path, "", body)) == 41001);
  CHECK(errcode(harness.call(info_path, "abc", body)) == 40014);
  CHECK(errcode(harness.call(info_path, std::string(140, 'a'), body)) == 40001);
  CHECK(errcode(harness.call(info_path, harness.authorizer_token(), body)) == 61014);
  const std::string component = harness.component_token();
  CHECK(errcode(harness.call(info_path, component, {{"authorizer_appid", merchant}})) == 41018);
  CHECK(errcode(harness.call(info_path, component, {{"component_appid", "wx1"}})) == 40013);
  harness.advance(7200s);
  CHECK(errcode(harness.call(info_path, component, body)) == 42001);
}

TEST_CASE("the older component token works for five minutes and voiding ends all") {
  Harness harness;
  const json body = {{"component_appid", harness.component_appid()}, {"authorizer_appid", merchant}};
  const std::string first = harness.component_token();
  const std::string second = harness.component_token();
  harness.advance(299s);
  CHECK(errcode(harness.call(info_path, first, body)) == 0);
  harness.advance(1s);
  CHECK(errcode(harness.call(info_path, first, body)) == 40001);
  CHECK(errcode(harness.call(info_path, second, body)) == 0);
  harness.control(http::Method::post, "component/void");
  CHECK(errcode(harness.call(info_path, second, body)) == 40001);
}

TEST_CASE("token calls have a quota of their own") {
  Harness harness;
  harness.control(http::Method::post, "component", {{"quotas", {{component_token_path, {{"daily", 2}}}}}});
  CHECK(errcode(harness.ask_component_token()) == 0);
  CHECK(errcode(harness.ask_component_token()) == 0);
  CHECK(errcode(harness.ask_component_token()) == 45009);
  harness.control(http::Method::post, "component", {{"quotas", {{component_token_path, {{"minute", 1}}}}}});
  CHECK(errcode(harness.ask_component_token()) == 0);
  CHECK(errcode(harness.ask_component_token()) == 45011);
}

TEST_CASE("pushing of tickets is started once") {
  Harness harness;
  const json known = harness.demo();
  const json body = {{"component_appid", known["component_appid"]},
                     {"component_secret", known["component_secret"]}};
  constexpr std::string_view path = "/cgi-bin/component/api_start_push_ticket";
  CHECK(harness.call(path, "", body) == json{{"errcode", 0}, {"errmsg", "in a normal state"}});
  harness.control(http::Method::post, "component", {{"pushing", false}});
  CHECK(harness.call(path, "", body)["errmsg"] == "ok");
  CHECK(harness.call(path, "", body)["errmsg"] == "in a normal state");
  CHECK(errcode(harness.call(path, "", {{"component_appid", known["component_appid"]}})) == 41004);
}

TEST_CASE("a wrong verb and a wrong path are answered like WeChat does") {
  Harness harness;
  const auto get = harness.ask({.method = http::Method::get, .target = std::string(component_token_path)});
  CHECK(errcode(json::parse(get.body)) == 43002);
  const auto put = harness.ask({.method = http::Method::put, .target = std::string(code_path)});
  CHECK(errcode(json::parse(put.body)) == 43002);
  const auto unknown = harness.ask({.target = "/cgi-bin/nothing"});
  CHECK(unknown.status == 200);
  CHECK(errcode(json::parse(unknown.body)) == 40066);
  CHECK(harness.control(http::Method::get, "violations")["count"] == 2);
}

}  // namespace component_api_test
