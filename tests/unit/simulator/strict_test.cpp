#include "harness.hpp"

namespace strict_test {

using namespace harness;

struct Strict : Harness {
  std::string token = authorizer_token();
  Strict() { set({{"strict", true}}); }

  http::Response post(const std::string& body, const std::string& more_query = "",
                      const std::string& type = "application/json", std::vector<http::Header> headers = {}) {
    return ask({.target = std::string(code_path) + "?access_token=" + token + more_query,
                .body = body,
                .content_type = type,
                .more_headers = std::move(headers)});
  }
  // The errcode, and that exactly one violation was recorded if it is not 0.
  int code(const http::Response& response) {
    const json violations = control(http::Method::get, "violations");
    control(http::Method::del, "violations");
    const int errcode = harness::errcode(json::parse(response.body));
    CHECK(violations["count"] == (errcode == 0 ? 0 : 1));
    return errcode;
  }
};

constexpr const char* good = R"({"code":"044GZ*J10"})";

TEST_CASE("what a careful caller sends passes") {
  Strict strict;
  CHECK(strict.code(strict.post(good)) == 0);
  CHECK(strict.code(strict.post(good, "", "application/json; charset=utf-8")) == 0);
  CHECK(strict.code(strict.post(R"({"application_id":581865877,"code_index":0})")) == 0);
  CHECK(strict.code(strict.post(R"({"code_url":"P.URL.CN\/0U.JYJXP3HJI2C98A9O"})")) == 0);
  CHECK(harness::errcode(strict.ask_authorizer_token(strict.component_token())) == 0);
  CHECK(strict.control(http::Method::get, "violations")["count"] == 0);
}

TEST_CASE("unusual bodies are refused and recorded") {
  Strict strict;
  for (const char* body :
       {R"({"code":"044GZ*J10","x":1})", R"({"code":"044GZ*J10","code_url":null})",
        R"({"application_id":"581865877","code_index":0})",
        R"({"application_id":581865877.0,"code_index":0})", R"({"application_id":581865877})",
        R"({"code_index":0})", R"({"code":"044GZ*J10","code":"044GZ*J10"})",
        R"({"code":"044GZ*J10","application_id":581865877,"code_index":8})", R"({"code":""})",
        R"({"code":44})", "{}", "[]", "{", "\xef\xbb\xbf{\"code\":\"044GZ*J10\"}"}) {
    CAPTURE(body);
    CHECK(strict.code(strict.post(body)) == 40038);
  }
}

TEST_CASE("escaped characters have an errcode of their own") {
  Strict strict;
  CHECK(strict.code(strict.post(R"({"code":"\u4e2d"})")) == 40033);
  CHECK(strict.code(strict.post(R"({"code":"\u00e9"})")) == 40033);
  const json unescaped = json::parse(strict.post(R"({"code":"\\u4e2d"})").body);
  CHECK(harness::errcode(unescaped) == 80303);
}

TEST_CASE("unusual queries and headers are refused and recorded") {
  Strict strict;
  CHECK(strict.code(strict.post(good, "&lang=zh")) == 40038);
  CHECK(strict.code(strict.post(good, "&access_token=" + strict.token)) == 40038);
  CHECK(strict.code(strict.post(good, "&component_access_token=" + strict.token)) == 40038);
  CHECK(strict.code(strict.post(good, "", "text/plain")) == 40038);
  CHECK(strict.code(strict.post(good, "", "application/json; charset=gbk")) == 40038);
  CHECK(strict.code(strict.post(good, "", "")) == 40038);
  CHECK(strict.code(strict.post(good, "", "application/json", {{"Authorization", "Bearer mk_x"}})) == 40038);
  CHECK(strict.code(strict.post(good, "", "application/json", {{"x-forwarded-for", "1.2.3.4"}})) == 40038);
  CHECK(strict.code(strict.ask({.method = http::Method::get, .target = std::string(code_path)})) == 40038);
}

TEST_CASE("a missing member is unusual where all are required") {
  Strict strict;
  CHECK(harness::errcode(strict.call(info_path, strict.component_token(),
                                     {{"component_appid", strict.component_appid()}})) == 40038);
  const json violations = strict.control(http::Method::get, "violations");
  CHECK(violations["violations"][0]["what"] == "member authorizer_appid is missing");
  CHECK(violations["violations"][0]["path"] == info_path);
}

TEST_CASE("without strict mode all of this is taken") {
  Harness harness;
  const std::string token = harness.authorizer_token();
  const auto response = harness.ask({.target = std::string(code_path) + "?lang=zh&access_token=" + token,
                                     .body = R"({"x":1,"code":"044GZ*J10","code":"044GZ*J10"})",
                                     .content_type = "text/plain"});
  CHECK(errcode(json::parse(response.body)) == 0);
  CHECK(harness.control(http::Method::get, "violations")["count"] == 0);
}

}  // namespace strict_test
