#include "query/selector.hpp"

#include <limits>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace selector_test {

using base::Code;
using query::parse_selector;
using query::Reading;
using weixin::ByCode;
using weixin::ByIndex;
using weixin::ByUrl;
using weixin::Selector;

constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
constexpr Reading both[] = {Reading::native, Reading::compatible};

Selector accepted(std::string_view body, Reading reading) {
  CAPTURE(std::string(body));
  const auto parsed = parse_selector(body, reading);
  REQUIRE_MESSAGE(parsed, parsed.error().detail);
  return parsed->selector;
}

void check_accepted(std::string_view body, const Selector& expected) {
  for (const auto reading : both) {
    CHECK(accepted(body, reading) == expected);
  }
}

query::SelectorProblem refused(std::string_view body, Reading reading) {
  CAPTURE(std::string(body));
  const auto parsed = parse_selector(body, reading);
  REQUIRE(!parsed);
  CHECK(!parsed.error().detail.empty());
  CHECK(!parsed.error().detail_zh.empty());
  CHECK(parsed.error().detail != parsed.error().detail_zh);
  CHECK(parsed.error().detail.find('$') == std::string::npos);
  if (!parsed.error().member.empty()) {
    CHECK(parsed.error().detail.find(parsed.error().member) != std::string::npos);
    CHECK(parsed.error().detail_zh.find(parsed.error().member) != std::string::npos);
  }
  return parsed.error();
}

void check_refused(std::string_view body, Reading reading, Code code, std::string_view member) {
  const auto problem = refused(body, reading);
  CAPTURE(std::string(body));
  CHECK(base::name(problem.code) == base::name(code));
  CHECK(problem.member == member);
  CHECK(problem.empty_body == body.empty());
}

void check_refused(std::string_view body, Code code, std::string_view member) {
  for (const auto reading : both) {
    check_refused(body, reading, code, member);
  }
}

std::string member(std::string_view name, std::string_view value) {
  return "{\"" + std::string(name) + "\":" + std::string(value) + "}";
}
std::string by_index(std::string_view application, std::string_view index) {
  return "{\"application_id\":" + std::string(application) + ",\"code_index\":" + std::string(index) + "}";
}

TEST_CASE("the three ways of naming a code") {
  check_accepted(R"({"code_url":"P.URL.CN/0U.JYJXP3HJI2C98A9O"})", ByUrl{"P.URL.CN/0U.JYJXP3HJI2C98A9O"});
  check_accepted(R"({"code":"044GZ*J10"})", ByCode{"044GZ*J10"});
  check_accepted(R"({"application_id":581865877,"code_index":8})", ByIndex{581865877, 8});
  check_accepted(" {\r\n\t\"code_index\" : 8 , \"application_id\" : 581865877 } \n", ByIndex{581865877, 8});
  check_accepted(R"({"code":"8"})", ByCode{"8"});
}

TEST_CASE("a parsed selector fills the index of the log") {
  const auto by_ids = parse_selector(by_index("7", "\"0\""), Reading::native);
  REQUIRE(by_ids);
  CHECK(by_ids->index.application_id == 7);
  CHECK(by_ids->index.code_index == 0);
  CHECK(by_ids->index.code.empty());
  const auto by_url = parse_selector(R"({"code_url":"HTTPS://P.URL.CN/0U"})", Reading::native);
  REQUIRE(by_url);
  CHECK(by_url->index.code_url == "P.URL.CN/0U");
  CHECK(!by_url->index.application_id);
  const auto by_code = parse_selector(R"({"code":"044"})", Reading::native);
  REQUIRE(by_code);
  CHECK(by_code->index.code == "044");
}

TEST_CASE("ids are whole numbers from 0 to the largest of 64 bits as numbers or decimal strings") {
  check_accepted(by_index("0", "0"), ByIndex{0, 0});
  check_accepted(by_index("1", "0"), ByIndex{1, 0});
  check_accepted(by_index("18446744073709551615", "18446744073709551615"), ByIndex{largest, largest});
  check_accepted(by_index("\"18446744073709551615\"", "\"0\""), ByIndex{largest, 0});
  check_accepted(by_index("9007199254740993", "9007199254740993"),
                 ByIndex{9007199254740993, 9007199254740993});
  check_accepted(by_index("\"007\"", "\"000\""), ByIndex{7, 0});

  const std::string_view no_ids[] = {
      "18446744073709551616",
      "18446744073709551617",
      "100000000000000000000",
      "99999999999999999999999999",
      "-1",
      "-0",
      "-9223372036854775808",
      "-9223372036854775809",
      "1.5",
      "1.0",
      "0.0",
      "1e3",
      "1E3",
      "1e0",
      "0e0",
      "581865877.0",
      "1e18",
      "1e300",
      R"("18446744073709551616")",
      R"("-1")",
      R"("+1")",
      R"("1.0")",
      R"("1e3")",
      R"(" 1")",
      R"("1 ")",
      R"("0x10")",
      R"("1_000")",
      R"("abc")",
      R"("1a")",
      R"("١")",
      R"("NaN")",
      R"("1\u0000")",
      R"("1\n")",
      R"("000000000000000000001")",
      R"("99999999999999999999999999")",
  };
  for (const auto id : no_ids) {
    check_refused(by_index(id, "0"), Code::selector_invalid, "application_id");
    check_refused(by_index("1", id), Code::selector_invalid, "code_index");
  }
  for (const std::string_view id : {"true", "false", "[]", "[1]", "{}", R"({"$numberLong":"1"})"}) {
    check_refused(by_index(id, "0"), Code::request_malformed, "application_id");
    check_refused(by_index("1", id), Code::request_malformed, "code_index");
  }
}

TEST_CASE("numbers that no JSON reader can hold and such that are no JSON") {
  check_refused(by_index("1e999", "0"), Code::request_malformed, "");
  check_refused(by_index("1", "1" + std::string(400, '0')), Code::request_malformed, "");
  CHECK(refused(by_index("1e999", "0"), Reading::native).detail.find("too large") != std::string::npos);
  for (const std::string_view id :
       {"007", "+1", ".5", "1.", "0x10", "NaN", "Infinity", "1_000", "1e", "--1"}) {
    check_refused(by_index(id, "0"), Code::request_malformed, "");
  }
}

TEST_CASE("codes and urls are strings") {
  for (const std::string_view name : {"code", "code_url"}) {
    for (const std::string_view value :
         {"8", "8.5", "-8", "true", "[]", "{}", R"(["044GZ*J10"])", "18446744073709551616"}) {
      check_refused(member(name, value), Code::request_malformed, name);
    }
  }
}

TEST_CASE("null and the empty string mean absent only to the lenient reading") {
  for (const std::string_view name : {"application_id", "code_index", "code_url", "code"}) {
    check_refused(member(name, "null"), Reading::native, Code::request_malformed, name);
    check_refused(member(name, "\"\""), Reading::native, Code::selector_invalid, name);
    check_refused(member(name, "null"), Reading::compatible, Code::selector_invalid, "");
    check_refused(member(name, "\"\""), Reading::compatible, Code::selector_invalid, "");
  }
  // What SDKs send that fill in all four members.
  CHECK(accepted(R"({"application_id":null,"code_index":null,"code_url":"P.URL.CN/0U","code":null})",
                 Reading::compatible) == Selector(ByUrl{"P.URL.CN/0U"}));
  CHECK(accepted(R"({"application_id":"","code_index":"","code_url":"","code":"044GZ*J10"})",
                 Reading::compatible) == Selector(ByCode{"044GZ*J10"}));
  CHECK(accepted(R"({"application_id":5,"code_index":0,"code_url":null,"code":""})", Reading::compatible) ==
        Selector(ByIndex{5, 0}));
  check_refused(R"({"code_url":"P.URL.CN/0U","code":null})", Reading::native, Code::request_malformed,
                "code");
  check_refused(R"({"application_id":5,"code_index":null})", Reading::compatible, Code::selector_invalid,
                "code_index");
  // Zero is a value, not the absence of one.
  check_refused(R"({"application_id":0,"code_index":0,"code":"8"})", Code::selector_invalid, "code");
}

TEST_CASE("a member that stands twice is refused strictly and the last one wins leniently") {
  const std::string_view twice = R"({"code":"1","code":"2"})";
  check_refused(twice, Reading::native, Code::request_malformed, "code");
  CHECK(accepted(twice, Reading::compatible) == Selector(ByCode{"2"}));
  check_refused(R"({"code":null,"code":"2"})", Reading::native, Code::request_malformed, "code");
  CHECK(accepted(R"({"code":"1","code":null,"code_url":"x"})", Reading::compatible) == Selector(ByUrl{"x"}));
  check_refused(R"({"co\u0064e":"1","code":"2"})", Reading::native, Code::request_malformed, "code");
  CHECK(accepted(R"({"application_id":1,"application_id":[1],"application_id":3,"code_index":2})",
                 Reading::compatible) == Selector(ByIndex{3, 2}));
}

TEST_CASE("unknown members are refused by name strictly and ignored leniently") {
  const std::string_view unknown = R"({"code":"1","codeurl":"2"})";
  check_refused(unknown, Reading::native, Code::request_malformed, "codeurl");
  const std::string key = "mk_abcdefghijkl_" + std::string(43, 'A');
  check_refused(R"({")" + key + R"(":1})", Reading::native, Code::request_malformed, "");
  CHECK(accepted(unknown, Reading::compatible) == Selector(ByCode{"1"}));
  check_refused(R"({"Code":"1"})", Reading::native, Code::request_malformed, "Code");
  check_refused(R"({"Code":"1"})", Reading::compatible, Code::selector_invalid, "");
  check_refused(R"({"":"1","code":"1"})", Reading::native, Code::request_malformed, "");
  CHECK(accepted(R"({"a":{"code":"2","code":[[]]},"code":"1","b":[{"code":"3"}]})", Reading::compatible) ==
        Selector(ByCode{"1"}));
  // A long name is not shown back.
  check_refused(member(std::string(65, 'n'), "1"), Reading::native, Code::request_malformed, "");
  check_refused(member(std::string(64, 'n'), "1"), Reading::native, Code::request_malformed,
                std::string(64, 'n'));
}

TEST_CASE("exactly one selector whole") {
  check_refused("{}", Code::selector_invalid, "");
  check_refused(member("application_id", "1"), Code::selector_invalid, "code_index");
  check_refused(member("code_index", "0"), Code::selector_invalid, "application_id");
  check_refused(R"({"code":"1","code_url":"2"})", Code::selector_invalid, "code");
  check_refused(R"({"application_id":1,"code_index":1,"code":"1"})", Code::selector_invalid, "code");
  check_refused(R"({"application_id":1,"code_index":1,"code_url":"1"})", Code::selector_invalid, "code_url");
  check_refused(R"({"application_id":1,"code_url":"1"})", Code::selector_invalid, "code_url");
  check_refused(R"({"code_index":1,"code":"1"})", Code::selector_invalid, "code");
  check_refused(R"({"application_id":1,"code_index":1,"code_url":"1","code":"1"})", Code::selector_invalid,
                "code");
}

}  // namespace selector_test
