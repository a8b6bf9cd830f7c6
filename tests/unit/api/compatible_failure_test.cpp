#include "api/public/compatible_failure.hpp"

#include <string>

#include <doctest/doctest.h>

#include "support/http_samples.hpp"

namespace compatible_failure_test {

using http::Failure;
using support::header;
using support::parse;

http::Response render(Failure failure, std::string_view path, std::string_view language = "") {
  return api::render_public_failure({.failure = failure,
                                     .detail = "the server's own words",
                                     .path = path,
                                     .accept_language = language,
                                     .request_id = "0193-request"});
}

TEST_CASE("paths of WeChat are told by their first segment") {
  for (const auto* path : {"/cgi-bin/token", "/cgi-bin/menu/create", "/cgi-bin",
                           "/intp/marketcode/codeactive", "/wxa/getwxacode", "/sns/jscode2session",
                           "/datacube/getusersummary", "/card/code/decrypt", "/union/promoter"}) {
    CAPTURE(path);
    CHECK(api::is_compatible_path(path));
  }
  for (const auto* path :
       {"", "/", "/v1/codeactivequery", "/v1/cgi-bin", "/cgi", "/cgi-bin2/token", "/CGI-BIN/token",
        "//cgi-bin/token", "cgi-bin/token", "/weixin/push", "/authorize", "/livez"}) {
    CAPTURE(path);
    CHECK_FALSE(api::is_compatible_path(path));
  }
}

TEST_CASE("a path of WeChat that is not served is 40066 and names what is") {
  const auto response = render(Failure::not_found, "/cgi-bin/menu/create");
  CHECK(response.status == 200);
  CHECK(response.code == "not_found");
  CHECK(response.content_type == "application/json; encoding=utf-8");
  CHECK(header(response, "X-Error-Source") == "gateway");
  const auto json = parse(response);
  CHECK(json.at("errcode") == 40066);
  const auto errmsg = json.at("errmsg").get<std::string>();
  for (const auto* served :
       {"POST /intp/marketcode/codeactivequery", "GET /cgi-bin/token", "POST /cgi-bin/stable_token"}) {
    CHECK(errmsg.find(served) != std::string::npos);
  }
  CHECK(errmsg.ends_with(" gw_rid: 0193-request"));
}

TEST_CASE("verbs that are not taken") {
  CHECK(parse(render(Failure::method_not_allowed, "/intp/marketcode/codeactivequery")).at("errcode") ==
        43002);
  CHECK(parse(render(Failure::method_not_allowed, "/cgi-bin/stable_token")).at("errcode") == 43002);
  CHECK(parse(render(Failure::method_not_allowed, "/cgi-bin/token")).at("errcode") == 43001);
}

TEST_CASE("only what breaks HTTP has another status than 200") {
  const auto* path = "/intp/marketcode/codeactivequery";
  const auto check = [&](Failure failure, int status, int errcode) {
    const auto response = render(failure, path);
    CAPTURE(status);
    CHECK(response.status == status);
    CHECK(parse(response).at("errcode") == errcode);
    CHECK(header(response, "Retry-After").empty());  // the server's to add
  };
  check(Failure::body_too_large, 200, 47001);
  check(Failure::overloaded, 200, -1);
  check(Failure::internal, 200, -1);
  check(Failure::bad_request, 400, 47001);
  check(Failure::request_timeout, 408, 47001);
  check(Failure::expectation_failed, 417, 47001);
  check(Failure::header_too_large, 431, 47001);
}

TEST_CASE("the words of the server are English and Chinese callers get those of the table") {
  CHECK(parse(render(Failure::body_too_large, "/cgi-bin/stable_token")).at("errmsg") ==
        "[gateway] the server's own words gw_rid: 0193-request");
  const auto errmsg =
      parse(render(Failure::body_too_large, "/cgi-bin/stable_token", "zh")).at("errmsg").get<std::string>();
  CHECK(errmsg.find("own words") == std::string::npos);
}

TEST_CASE("native paths keep their problems") {
  const auto response = render(Failure::not_found, "/v1/nothing");
  CHECK(response.status == 404);
  CHECK(response.content_type == "application/problem+json");
  CHECK(render(Failure::bad_request, "").status == 400);
}

}  // namespace compatible_failure_test
