#include "base/json.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/json_writer.hpp"

using nlohmann::json;

TEST_CASE("a document is read as nlohmann would where nothing is wrong") {
  for (const char* text : {"{}", "[]", "0", "null", "\"a\"", R"({"a":[1,-2,3.5,true,null,{"b":"c"}],"d":{}})",
                           "18446744073709551615", R"({"a":{"x":1},"b":{"x":2}})", "[[],[[]]]"}) {
    const auto parsed = base::parse_json(text);
    REQUIRE_MESSAGE(parsed.has_value(), text);
    CHECK(*parsed == json::parse(text));
  }
}

TEST_CASE("nesting is bounded while reading") {
  const std::string deep = std::string(32, '[') + std::string(32, ']');
  CHECK(base::parse_json(deep));
  CHECK(base::parse_json("[" + deep + "]").error().detail == "nested too deep");
  CHECK_FALSE(base::parse_json(std::string(1'000'000, '[')));
}

TEST_CASE("a member that stands twice is refused unless that is allowed") {
  CHECK_FALSE(base::parse_json(R"({"a":1,"a":2})"));
  CHECK_FALSE(base::parse_json(R"({"b":{"a":1,"\u0061":2}})"));
  CHECK(base::parse_json(R"({"a":{"x":1},"b":{"x":1}})"));
  const auto lenient = base::parse_json(R"({"a":1,"a":2})", {.unique_members = false});
  REQUIRE(lenient);
  CHECK((*lenient)["a"] == 2);
}

TEST_CASE("what is not JSON is refused without being quoted") {
  for (const std::string text : {"", " ", "{", "{}x", "{}{}", "\xef\xbb\xbf{}", "{'a':1}", "[1,]", "nul",
                                 "\"\xff\"", "\"\\ud800\"", "\"\x01\"", "1e999", "{\"a\" 1}"}) {
    const auto parsed = base::parse_json(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().code == base::Code::request_malformed);
  }
  CHECK_FALSE(base::parse_json(std::string("{}\0", 3)));
}

TEST_CASE("only whole numbers from 0 to 2 to the 64 minus 1 are taken") {
  CHECK(base::as_uint64(json(0U), false) == 0U);
  CHECK(base::as_uint64(json::parse("18446744073709551615"), false) == 18446744073709551615ULL);
  for (const char* bad : {"-1", "1.0", "1e3", "18446744073709551616", "true", "null", "\"x\"", "[]"}) {
    CHECK_FALSE(base::as_uint64(json::parse(bad), true));
  }
  CHECK(base::as_uint64(json("12"), true) == 12U);
  CHECK_FALSE(base::as_uint64(json("12"), false));
}

TEST_CASE("every byte is escaped or not wherever it stands in a string") {
  for (int byte = 0; byte < 0x80; ++byte) {
    const char c = static_cast<char>(byte);
    const std::string alone = json(std::string(1, c)).dump();
    const std::string escaped = alone.substr(1, alone.size() - 2);
    for (std::size_t length = 1; length <= 20; ++length) {
      for (std::size_t at = 0; at < length; ++at) {
        std::string text(length, 'x');
        text[at] = c;
        std::string out;
        base::append_json_string(out, text);
        CAPTURE(byte);
        // A backspace and a form feed have a short form too, which is not used.
        if (byte != 8 && byte != 12) CHECK(out.substr(1 + at, escaped.size()) == escaped);
        CHECK(json::parse(out).get<std::string>() == text);
      }
    }
  }
  std::string out;
  base::append_json_string(out, R"({"a":"\"\"","微":"信"})");
  CHECK(out == R"("{\"a\":\"\\\"\\\"\",\"微\":\"信\"}")");
}

TEST_CASE("written strings are read back and nothing but what must be is escaped") {
  std::string out;
  base::append_json_string(out, "a\"b\\c\n\r\t\x01/微");
  CHECK(out == R"("a\"b\\c\n\r\t\u0001/微")");
  CHECK(json::parse(out).get<std::string>() == "a\"b\\c\n\r\t\x01/微");

  std::string object = "{";
  base::JsonMembers(object)
      .text("a", "x")
      .number("b", -5)
      .number("c", 18446744073709551615ULL)
      .boolean("d", true)
      .raw("e", "[1]");
  CHECK(object + "}" == R"({"a":"x","b":-5,"c":18446744073709551615,"d":true,"e":[1]})");
}

TEST_CASE("names of any length are written with one comma between") {
  for (std::size_t length = 1; length <= 130; ++length) {
    const std::string name(length, 'n');
    std::string object = "{";
    base::JsonMembers(object).number(name, 1).number(name + "m", 2);
    CHECK(json::parse(object + "}") == json({{name, 1}, {name + "m", 2}}));
  }
}

TEST_CASE("the first byte that cannot stand in a JSON string as itself") {
  for (const char c : {'"', '\\', '\x1f', '\0'}) {
    for (std::size_t at = 0; at < 20; ++at) {
      std::string text(20, '\x80');
      text[at] = c;
      for (std::size_t from = 0; from <= text.size(); ++from) {
        CHECK(base::end_of_plain_json(text, from) == (from <= at ? at : text.size()));
      }
    }
  }
  CHECK(base::end_of_plain_json("", 0) == 0);
}
