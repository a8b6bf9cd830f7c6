#include "api/public/native.hpp"

#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "support/native_house.hpp"

namespace native_test {

using base::Code;
using std::chrono::milliseconds;
using support::header;
using support::NativeHouse;
using support::parse;

TEST_CASE("the example of the official page") {
  NativeHouse house;
  const auto response = house.post();
  CHECK(response.status == 200);
  CHECK(response.content_type == "application/json");
  CHECK(
      response.body ==
      R"({"active":true,"code":"8","application_id":581865877,"isv_application_id":"test_id",)"
      R"("activity_name":"test_name","product_brand":"test_brand","product_title":"test_title",)"
      R"("product_code":"test_code","wxa_appid":"test_appid","wxa_path":"test_path","code_start":0,"code_end":200})");
  CHECK(response.code.empty());
  CHECK(header(response, "X-Audit-Id") == "0000000000001234/0");
  CHECK(header(response, "X-Error-Source").empty());
  CHECK(header(response, "Cache-Control") == "no-store");
  CHECK(header(response, "RateLimit-Limit") == "5");
  CHECK(header(response, "RateLimit-Remaining") == "4");
  CHECK(header(response, "RateLimit-Reset") == "1");
  CHECK(header(response, "X-Request-Id").empty());  // the server's to add
}

TEST_CASE("numeric strings become numbers up to the largest unknown members go under extra") {
  NativeHouse house;
  house.weixin.then(support::answered(
      R"({"errcode":"0","errmsg":"ok","application_id":"18446744073709551615","code":"0\"","wxa_type":"2",)"
      R"("code_start":18446744073709551614,"code_end":"18446744073709551615","new":{"a":[1,"x"]},"wxa_path":"页"})"));
  CHECK(
      house.post().body ==
      R"({"active":true,"code":"0\"","application_id":18446744073709551615,"wxa_path":"页","wxa_type":2,)"
      R"("code_start":18446744073709551614,"code_end":18446744073709551615,"extra":{"new":{"a":[1,"x"]}}})");
}

TEST_CASE("not activated is answered 200") {
  NativeHouse house;
  house.weixin.then(support::refused(80304, "该码未激活"));
  auto response = house.post();
  CHECK(response.status == 200);
  CHECK(response.body == R"({"active":false,"errcode":80304,"rid":"637f097b-107e6569-34b61712"})");
  CHECK(!header(response, "X-Audit-Id").empty());

  house.weixin.then(support::answered(R"({"errcode":80304,"errmsg":"no"})"));
  CHECK(house.post().body == R"({"active":false,"errcode":80304})");
}

TEST_CASE("the record says who asked from where and in which words") {
  NativeHouse house;
  house.post(NativeHouse::by_url, {{"X-Request-Id", "order 17"},
                                   {"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
                                   {"X-Timeout-Ms", "200"}});
  const auto& head = house.record().head;
  CHECK(head.request_id == "0193-request");
  CHECK(head.client_request_id == "order 17");
  CHECK(head.trace == "4bf92f3577b34da6a3ce929d0e0e4736");
  CHECK(head.merchant == 7);
  CHECK(head.merchant_appid == "wxf8b4f85f3a794e77");
  CHECK(head.authorization_version == 3);
  CHECK(head.caller.id == house.key.key_id);
  CHECK(head.caller.name == "shop");
  CHECK(head.caller.api_key == 11);
  CHECK(head.client.to_string() == "192.0.2.7");
  CHECK(head.dialect == audit::Dialect::native);
  CHECK(head.time == house.clock.wall());
  CHECK(house.weixin.seen[0].deadline.at == house.clock.steady() + milliseconds(200));
}

TEST_CASE("a wrong X-Timeout-Ms is refused and recorded") {
  NativeHouse house;
  const auto response = house.post(NativeHouse::by_url, {{"X-Timeout-Ms", "99"}});
  CHECK(response.status == 400);
  CHECK(parse(response)["code"] == "request_malformed");
  CHECK(parse(response)["member"] == "X-Timeout-Ms");
  CHECK(!header(response, "X-Audit-Id").empty());
  CHECK(house.weixin.seen.empty());
  CHECK(house.record().tail.code == Code::request_malformed);
  CHECK(house.record().head.selector.code_url == "P.URL.CN/0U.JYJXP3HJI2C98A9O");
}

TEST_CASE("a wrong selector names its member in the language of the caller") {
  NativeHouse house;
  auto response = house.post(R"({"application_id":1})");
  CHECK(response.status == 400);
  CHECK(response.code == "selector_invalid");
  auto json = parse(response);
  CHECK(json["member"] == "code_index");
  CHECK(json["detail"] == "'application_id' needs 'code_index' beside it; 0 is a legal index.");
  CHECK(json["request_id"] == "0193-request");
  CHECK(json["upstream_called"] == "no");
  CHECK(json["source"] == "gateway");

  json = parse(house.post(R"({"application_id":1})", {{"Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8"}}));
  CHECK(json["detail"] == "“application_id”需要同时提供“code_index”；0 是合法的索引。");
  CHECK(json["title"] == "选择器无效");
}

TEST_CASE("requests without a good key get 401 and only known keys are tallied") {
  NativeHouse house;
  const auto check_401 = [](const http::Response& response) {
    CHECK(response.status == 401);
    CHECK(parse(response)["code"] == "api_key_invalid");
    CHECK(parse(response)["source"] == "gateway");
    CHECK(header(response, "WWW-Authenticate") == "Bearer");
    CHECK(header(response, "X-Audit-Id").empty());
    CHECK(header(response, "RateLimit-Limit").empty());
  };
  check_401(house.call("/v1/codeactivequery", NativeHouse::by_url, {}));
  check_401(house.call("/v1/codeactivequery", NativeHouse::by_url, {{"Authorization", "Bearer mk_wrong"}}));
  check_401(house.call("/v1/me", "", {{"Authorization", "Basic abc"}}));
  CHECK(house.tally.size() == 0);

  house.put_key([&](auto& k) { k.revoked_at = house.clock.wall(); });
  check_401(house.post());
  check_401(house.me());
  CHECK(house.tally.size() == 1);
  house.put_key([&](auto& k) { k.expires_at = house.clock.wall(); });
  check_401(house.post());
  CHECK(house.tally.size() == 2);
  CHECK(house.log.records.empty());

  support::run(house.loop, house.tally.flush(true));
  REQUIRE(house.log.records.size() == 2);
  for (const auto& record : house.log.records) {
    CHECK(record.head.merchant == 7);
    CHECK(record.head.caller.api_key == 11);
    CHECK(record.head.received.empty());
    CHECK(record.tail.code == Code::api_key_invalid);
  }
  const auto metrics = house.metrics.render();
  CHECK(metrics.find("marketcode_key_refusals_total{reason=\"unknown\"} 3") != std::string::npos);
  CHECK(metrics.find("marketcode_key_refusals_total{reason=\"revoked\"} 2") != std::string::npos);
  CHECK(metrics.find("marketcode_key_refusals_total{reason=\"expired\"} 1") != std::string::npos);
}

TEST_CASE("a key from a foreign address gets 403") {
  NativeHouse house;
  house.put_key([](auto& k) { k.addresses = {base::Cidr::parse("198.51.100.0/24").value()}; });
  const auto response = house.post();
  CHECK(response.status == 403);
  CHECK(parse(response)["code"] == "address_not_allowed");
  CHECK(house.tally.size() == 1);
  CHECK(house.weixin.seen.empty());
}

TEST_CASE("a key that asks too fast gets 429 and learns when to come back") {
  NativeHouse house;
  for (int i = 5; i-- > 0;) {
    CHECK(header(house.post(), "RateLimit-Remaining") == std::to_string(i));
  }
  const auto response = house.post();
  CHECK(response.status == 429);
  const auto json = parse(response);
  CHECK(json["code"] == "rate_limited");
  CHECK(json["retryable"] == true);
  CHECK(json["upstream_called"] == "no");
  CHECK(header(response, "Retry-After") == "1");
  CHECK(header(response, "RateLimit-Limit") == "5");
  CHECK(header(response, "RateLimit-Remaining") == "0");
  CHECK(header(response, "RateLimit-Reset") == "2");
  CHECK(house.tally.size() == 1);
  CHECK(house.log.records.size() == 5);

  house.clock.advance(milliseconds(400));
  CHECK(house.post().status == 200);
}

TEST_CASE("what the server refuses by itself is a problem as well") {
  struct Row {
    http::Failure failure;
    int status;
    std::string_view code;
  };
  const Row rows[] = {
      {http::Failure::bad_request, 400, "request_malformed"},
      {http::Failure::not_found, 404, "not_found"},
      {http::Failure::method_not_allowed, 405, "request_malformed"},
      {http::Failure::body_too_large, 413, "request_malformed"},
      {http::Failure::header_too_large, 431, "request_malformed"},
      {http::Failure::request_timeout, 408, "request_malformed"},
      {http::Failure::expectation_failed, 417, "request_malformed"},
      {http::Failure::overloaded, 503, "overloaded"},
      {http::Failure::internal, 500, "internal"},
  };
  for (const auto& row : rows) {
    const auto response = api::render_native_failure({row.failure, "the reason", "/x", "en", "0193-request"});
    CHECK(response.status == row.status);
    CHECK(response.code == row.code);
    CHECK(response.content_type == "application/problem+json");
    CHECK(header(response, "X-Error-Source") == "gateway");
    CHECK(header(response, "Retry-After").empty());
    const auto json = parse(response);
    CHECK(json["status"] == row.status);
    CHECK(json["code"] == row.code);
    CHECK(json["detail"] == "the reason");
    CHECK(json["request_id"] == "0193-request");
    CHECK(json["upstream_called"] == "no");
  }
  const auto chinese = api::render_native_failure({http::Failure::not_found, "the reason", "/x", "zh", ""});
  CHECK(parse(chinese)["title"] == "路径不存在");
  CHECK(parse(chinese)["detail"] != "the reason");
}

TEST_CASE("the routes and their limits") {
  NativeHouse house;
  const auto routes = house.api.routes();
  REQUIRE(routes.size() == 2);
  CHECK(routes[0].method == http::Method::post);
  CHECK(routes[0].path == "/v1/codeactivequery");
  CHECK(routes[0].body_limit == 16 * 1024);
  CHECK(routes[1].method == http::Method::get);
  CHECK(routes[1].path == "/v1/me");
}

}  // namespace native_test
