#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "crypto/hash.hpp"
#include "query/selector.hpp"

namespace selector_body_test {

using base::Code;
using query::parse_selector;
using query::Reading;

constexpr Reading both[] = {Reading::native, Reading::compatible};

std::string digest(std::string_view body) {
  const auto hash = crypto::sha256(body);
  return "{\"bytes\":" + std::to_string(body.size()) + ",\"sha256\":\"" + base::to_hex(std::span(hash)) +
         "\"}";
}

// The words of a body that is refused as a whole, the same both ways.
std::string words(std::string_view body) {
  std::string detail;
  for (const auto reading : both) {
    CAPTURE(std::string(body.substr(0, 80)));
    const auto parsed = parse_selector(body, reading);
    REQUIRE(!parsed);
    CHECK(parsed.error().code == Code::request_malformed);
    CHECK(parsed.error().member.empty());
    CHECK(parsed.error().empty_body == body.empty());
    CHECK(parsed.error().received == digest(body));
    detail = parsed.error().detail;
  }
  return detail;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string received(std::string_view body, Reading reading = Reading::native) {
  const auto parsed = parse_selector(body, reading);
  return parsed ? parsed->received : parsed.error().received;
}

TEST_CASE("bodies that are no JSON object") {
  CHECK(contains(words(""), "empty"));
  for (const std::string_view body : {" ",
                                      "\n",
                                      "{",
                                      "}",
                                      "{\"code\"",
                                      "{\"code\":}",
                                      "{\"code\":\"1\"",
                                      "{code:\"1\"}",
                                      "{'code':'1'}",
                                      "{\"code\":\"1\",}",
                                      "{\"code\":\"1\"}x",
                                      "{\"code\":\"1\"}{}",
                                      "code=1",
                                      "<xml/>",
                                      "nul",
                                      "tru",
                                      "\"abc",
                                      "// c\n{\"code\":\"1\"}",
                                      "{\"code\":\"a\tb\"}",
                                      "{\"code\":\"\\x41\"}",
                                      "{\"code\":\"\\u12\"}"}) {
    CHECK(contains(words(body), "JSON"));
  }
  for (const std::string_view body :
       {"[]", "null", "true", "1", "-1", "1.5", "\"P.URL.CN/0U\"", R"([{"code":"1"}])"}) {
    CHECK(contains(words(body), "JSON object"));
  }
}

TEST_CASE("encodings other than plain UTF-8 are named") {
  CHECK(contains(words("\xef\xbb\xbf{\"code\":\"1\"}"), "byte order mark"));
  for (const std::string_view bad :
       {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe7\xa0", "\x80"}) {
    CHECK(contains(words("{\"code\":\"" + std::string(bad) + "\"}"), "UTF-8"));
  }
  const std::string_view utf16("{\0\"\0", 4);
  CHECK(contains(words(utf16), "JSON"));
  CHECK(contains(words(std::string("{\"code\":\"1\"}") + '\0'), "JSON"));
  CHECK(contains(words(std::string("{\"code\":\"1") + '\0' + "\"}"), "JSON"));
  for (const std::string_view lone : {R"({"code":"\ud800"})", R"({"code":"\udc00"})",
                                      R"({"code":"\ud800\u0041"})", R"({"code":"\ud800\ud800"})"}) {
    CHECK(contains(words(lone), "JSON"));
  }
}

TEST_CASE("deep nesting is refused without harm") {
  const auto nested = [](std::size_t depth, std::string_view open, std::string_view close) {
    std::string body = "{\"x\":";
    for (std::size_t i = 0; i < depth; ++i) {
      body += open;
    }
    body += "1";
    for (std::size_t i = 0; i < depth; ++i) {
      body += close;
    }
    return body + ",\"code\":\"1\"}";
  };
  CHECK(parse_selector(nested(31, "[", "]"), Reading::compatible));
  for (const auto& body : {nested(32, "[", "]"), nested(2'000, "[", "]"), nested(1'000, "{\"a\":", "}")}) {
    const auto parsed = parse_selector(body, Reading::compatible);
    REQUIRE(!parsed);
    CHECK(contains(parsed.error().detail, "nested too deep"));
    CHECK(parsed.error().code == Code::request_malformed);
  }
  CHECK(contains(words(std::string(10'000, '[')), "JSON object"));
  CHECK(!parse_selector("{\"code\":" + std::string(10'000, '['), Reading::native));
}

TEST_CASE("bodies up to 16 KiB are read longer ones are not") {
  const std::string small = R"({"code":"1"})";
  const std::string fits = small + std::string(16 * 1024 - small.size(), ' ');
  for (const auto reading : both) {
    CHECK(parse_selector(fits, reading));
  }
  CHECK(contains(words(fits + " "), "16384"));
  CHECK(contains(words(std::string(1 << 20, '{')), "16384"));

  const std::string long_value = "{\"code\":\"" + std::string(15'000, 'a') + "\"}";
  const auto parsed = parse_selector(long_value, Reading::native);
  REQUIRE(!parsed);
  CHECK(parsed.error().code == Code::selector_invalid);
  CHECK(parsed.error().member == "code");
}

TEST_CASE("the log gets the members as they came in a fixed order") {
  CHECK(received(R"( { "code_index" : 0 , "application_id" : "007" } )") ==
        R"({"application_id":"007","code_index":0})");
  CHECK(received(R"({"code_url":"HTTP://P.URL.CN/0U"})") == R"({"code_url":"HTTP://P.URL.CN/0U"})");
  CHECK(received(R"({"code":"1","code_url":"2","code_index":3,"application_id":18446744073709551615})") ==
        R"({"application_id":18446744073709551615,"code_index":3,"code_url":"2","code":"1"})");
  CHECK(received("{}") == "{}");
}

TEST_CASE("the log gets refused values as they were written") {
  for (const std::string_view value : {"-1", "-0", "1.50", "1e3", "1E+03", "18446744073709551616", "true",
                                       "false", "null", R"("a\"b\\")", R"("")", R"("\r\n")"}) {
    const std::string body = "{\"application_id\":" + std::string(value) + "}";
    CHECK(received(body) == body);
  }
  CHECK(received(R"({"code":"\u7801\u001f"})") == R"({"code":"码\u001f"})");
}

TEST_CASE("the log gets a digest of what it cannot keep") {
  for (const std::string& body :
       {std::string(R"({"code":[1]})"), std::string(R"({"code":{"a":"b"}})"),
        std::string(R"({"code":"a\u0000b"})"), "{\"code\":\"" + std::string(257, 'a') + "\"}",
        "{\"application_id\":1." + std::string(256, '0') + "}"}) {
    CHECK(received(body) == digest(body));
    CHECK(received(body, Reading::compatible) == digest(body));
  }
  const std::string longest = "{\"code\":\"" + std::string(256, 'a') + "\"}";
  CHECK(received(longest) == longest);
  const std::string unknown = R"({"code":"1","secret":"x"})";
  CHECK(received(unknown) == digest(unknown));
}

TEST_CASE("the lenient reading keeps unknown members out of the log and the last of duplicates in it") {
  CHECK(received(R"({"a":"mk_","code":"1","code":"2","z":[1,2]})", Reading::compatible) == R"({"code":"2"})");
  CHECK(received(R"({"application_id":null,"code_index":"","code":"1"})", Reading::compatible) ==
        R"({"application_id":null,"code_index":"","code":"1"})");
}

}  // namespace selector_body_test
