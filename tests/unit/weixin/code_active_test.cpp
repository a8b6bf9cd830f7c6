#include "weixin/code_active.hpp"

#include <limits>
#include <string>

#include <doctest/doctest.h>

namespace code_active_test {

using weixin::CodeActive;

std::optional<CodeActive> read(std::string_view body) {
  weixin::CodeActiveReader reader;
  const auto answer = reader.read(body);
  REQUIRE(answer);
  REQUIRE(answer->errcode == 0);
  return reader.take();
}

CodeActive page_sample() {
  CodeActive active;
  active.code = "044GZ*J10";
  active.application_id = 581865877;
  active.isv_application_id = "test_id";
  active.activity_name = "test_name";
  active.product_brand = "test_brand";
  active.product_title = "test_title";
  active.product_code = "test_code";
  active.wxa_appid = "test_appid";
  active.wxa_path = "test_path";
  active.wxa_type = 0;
  active.code_start = 0;
  active.code_end = 200;
  return active;
}

TEST_CASE("code active - the sample of the page") {
  CHECK(read(R"({"errcode":0,"errmsg":"ok","code":"044GZ*J10","code_start":0,"code_end":200,
 "activity_name":"test_name","product_brand":"test_brand","product_title":"test_title","product_code":"test_code",
 "wxa_appid":"test_appid","wxa_path":"test_path","wxa_type":0,"application_id":581865877,"isv_application_id":"test_id"})") ==
        page_sample());
}

TEST_CASE("code active - numbers as strings strings as numbers") {
  auto expected = page_sample();
  expected.code = "8";
  expected.product_code = "6901234567892";
  CHECK(read(R"({"errcode":"0","code":8,"code_start":"0","code_end":"200","activity_name":"test_name",
 "product_brand":"test_brand","product_title":"test_title","product_code":6901234567892,"wxa_appid":"test_appid",
 "wxa_path":"test_path","wxa_type":"0","application_id":"581865877","isv_application_id":"test_id"})") ==
        expected);
}

TEST_CASE("code active - what is left out or null is left out") {
  const auto active =
      read(R"({"code":"8","product_code":null,"wxa_type":null,"code_end":null,"application_id":1})");
  REQUIRE(active);
  CodeActive expected;
  expected.code = "8";
  expected.application_id = 1;
  CHECK(*active == expected);
  CHECK(active->extra.empty());
}

TEST_CASE("code active - empty strings are what WeChat sent") {
  const auto active = read(R"({"code":"","wxa_path":""})");
  REQUIRE(active);
  CHECK(active->code == "");
  CHECK(active->wxa_path == "");
}

TEST_CASE("code active - ids keep every digit") {
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  const auto active = read(
      R"({"application_id":18446744073709551615,"code_start":9007199254740993,"code_end":"18446744073709551615"})");
  REQUIRE(active);
  CHECK(active->application_id == most);
  CHECK(active->code_start == 9007199254740993U);
  CHECK(active->code_end == most);
}

TEST_CASE("code active - unknown members stand in extra as they came") {
  const auto active = read(
      R"({"errcode":0,"errmsg":"ok","code":"8","new":{"a":[1,{"b":null}],"code":"inner"},"big":18446744073709551616,)"
      R"("zero":1.50,"text":"\u4e2d\"","none":null,"list":[]})");
  REQUIRE(active);
  CHECK(active->code == "8");
  CHECK(active->extra ==
        "{\"new\":{\"a\":[1,{\"b\":null}],\"code\":\"inner\"},\"big\":18446744073709551616,"
        "\"zero\":1.50,\"text\":\"\xe4\xb8\xad\\\"\",\"none\":null,\"list\":[]}");
}

TEST_CASE("code active - known members of a wrong type are not lost") {
  const auto active = read(
      R"({"code":"8","application_id":"A1","code_start":-1,"code_end":1.5,"wxa_type":true,"product_code":{"ean":1},)"
      R"("activity_name":false,"wxa_path":"a\u0000b","product_title":[1]})");
  REQUIRE(active);
  CodeActive expected;
  expected.code = "8";
  expected.extra =
      R"({"application_id":"A1","code_start":-1,"code_end":1.5,"wxa_type":true,"product_code":{"ean":1},)"
      R"("activity_name":false,"wxa_path":"a\u0000b","product_title":[1]})";
  CHECK(*active == expected);
}

TEST_CASE("code active - a member that stands twice stands once here") {
  const auto active =
      read(R"({"code":"7","code":"8","x":1,"x":2,"y":{"a":1},"y":{"b":[2]},"x":[3,[4]],"z":5})");
  REQUIRE(active);
  CHECK(active->code == "8");
  CHECK(active->extra == R"({"x":1,"y":{"a":1},"z":5})");
}

TEST_CASE("code active - an answer that says nothing about a code") {
  CHECK(!read("{}"));
  CHECK(!read(R"({"errcode":0,"errmsg":"ok"})"));
  CHECK(!read(R"({"errcode":0,"errmsg":"ok","code":null,"something":"else"})"));
  CHECK(!read(R"({"errcode":0,"data":{"code":"8","application_id":1}})"));
}

TEST_CASE("code active - every known member alone says enough") {
  for (const std::string name :
       {"code", "application_id", "isv_application_id", "activity_name", "product_brand", "product_title",
        "product_code", "wxa_appid", "wxa_path", "wxa_type", "code_start", "code_end"}) {
    CAPTURE(name);
    const auto active = read("{\"" + name + "\":\"1\"}");
    REQUIRE(active);
    CHECK(active->extra.empty());
    CHECK(*active != CodeActive());
  }
}

}  // namespace code_active_test
