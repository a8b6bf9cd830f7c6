#include "harness.hpp"

namespace helper_api_test {

using namespace harness;

json get(Harness& harness, const std::string& target) {
  return json::parse(harness.ask({.method = http::Method::get, .target = target, .body = {}}).body);
}

TEST_CASE("addresses are told to either token") {
  Harness harness;
  harness.set({{"strict", true}});
  for (const std::string& token : {harness.component_token(), harness.authorizer_token()}) {
    CHECK(get(harness, "/cgi-bin/getcallbackip?access_token=" + token)["ip_list"] == json{"127.0.0.1"});
    CHECK(get(harness, "/cgi-bin/get_api_domain_ip?access_token=" + token)["ip_list"] == json{"127.0.0.1"});
  }
  CHECK(errcode(get(harness, "/cgi-bin/getcallbackip")) == 41001);
  CHECK(harness.control(http::Method::get, "violations")["count"] == 0);
}

TEST_CASE("callbacks are checked where there is one") {
  Harness harness;
  const std::string token = harness.component_token();
  const std::string path = "/cgi-bin/callback/check";
  const json all = {{"action", "all"}, {"check_operator", "DEFAULT"}};
  CHECK(errcode(harness.call(path, token, all)) == 40201);
  harness.control(http::Method::post, "component", {{"event_url", "http://127.0.0.1:1/"}});
  const json answer = harness.call(path, token, all);
  CHECK(answer["dns"][0]["ip"] == "127.0.0.1");
  CHECK(answer["ping"][0]["package_loss"] == "0%");
  CHECK(errcode(harness.call(path, token, {{"action", "x"}, {"check_operator", "DEFAULT"}})) == 40202);
  CHECK(errcode(harness.call(path, token, {{"action", "dns"}, {"check_operator", "x"}})) == 40203);
}

TEST_CASE("used quota can be cleared") {
  Harness harness;
  harness.change_merchant({{"quotas", {{code_path, {{"daily", 1}}}}}});
  const std::string token = harness.authorizer_token();
  CHECK(errcode(harness.query(token, {{"code", "044GZ*J10"}})) == 0);
  CHECK(errcode(harness.query(token, {{"code", "044GZ*J10"}})) == 45009);
  CHECK(errcode(harness.call("/cgi-bin/clear_quota", token, {{"appid", "wx0"}})) == 40013);
  CHECK(errcode(harness.call("/cgi-bin/clear_quota", token, {{"appid", merchant}})) == 0);
  CHECK(errcode(harness.query(token, {{"code", "044GZ*J10"}})) == 0);
}

TEST_CASE("a rid tells its call to its owner") {
  Harness harness;
  const std::string token = harness.authorizer_token();
  const json refused = harness.query(token, {{"code", "x"}});
  const auto message = refused["errmsg"].get<std::string>();
  const std::string rid = message.substr(message.rfind("rid: ") + 5);
  const std::string path = "/cgi-bin/openapi/rid/get";
  const json answer = harness.call(path, token, {{"rid", rid}});
  CHECK(answer["request"]["request_url"] == code_path);
  CHECK(answer["request"]["request_body"] == R"({"code":"x"})");
  CHECK(errcode(harness.call(path, token, {{"rid", "637f097b-107e6569-34b61712"}})) == 76001);
  CHECK(errcode(harness.call(path, harness.component_token(), {{"rid", rid}})) == 76001);
}

TEST_CASE("messages are taken on behalf of a merchant") {
  Harness harness;
  const std::string token = harness.authorizer_token();
  const std::string path = "/cgi-bin/message/custom/send";
  const json text = {{"touser", "o1"}, {"msgtype", "text"}, {"text", {{"content", "hello"}}}};
  harness.set({{"strict", true}});
  CHECK(errcode(harness.call(path, token, text)) == 0);
  harness.set({{"strict", false}});
  CHECK(errcode(harness.call(path, token, {{"touser", "o1"}, {"msgtype", "text"}})) == 40097);
  harness.change_merchant({{"permission_sets", {46}}});
  CHECK(errcode(harness.call(path, token, text)) == 61007);
}

}  // namespace helper_api_test
