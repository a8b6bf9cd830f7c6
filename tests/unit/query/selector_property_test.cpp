#include <random>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "query/selector.hpp"

namespace selector_property_test {

using query::parse_selector;
using query::Reading;

constexpr std::string_view seeds[] = {
    R"({"code_url":"HTTP://P.URL.CN/0U.JYJXP3HJI2C98A9O"})",
    R"({"code":"044GZ*J10","code_url":null})",
    R"({"application_id":18446744073709551615,"code_index":"0"})",
    R"({"application_id":581865877,"code_index":1e3,"x":[{"y":null}]})",
    R"({"code":"\u7801\ud83d\ude00"})",
};

constexpr std::string_view pieces[] = {"\"",   "{",           "}",       "[",  "]",    ":",
                                       ",",    "null",        "true",    "-",  "0",    "18446744073709551616",
                                       "1.0",  "\\u0000",     "\\ud800", "\n", "code", "http://",
                                       "\xff", "\xe7\xa0\x81"};

std::string mutated(std::mt19937& dice) {
  std::string body(seeds[dice() % std::size(seeds)]);
  for (auto changes = dice() % 4; changes > 0; --changes) {
    const auto at = dice() % (body.size() + 1);
    switch (dice() % 3) {
      case 0:
        body.insert(at, pieces[dice() % std::size(pieces)]);
        break;
      case 1:
        body.erase(at, dice() % 4);
        break;
      default:
        body.insert(at, 1, static_cast<char>(dice() & 0xff));
        break;
    }
  }
  return body;
}

void check_holds(const query::ParsedSelector& parsed) {
  // What goes to WeChat is read again as the same thing, strictly, unless a second scheme stands in front.
  const std::string body = weixin::to_body(parsed.selector);
  CHECK(base::is_utf8(body));
  CHECK(!base::has_control(body));
  if (base::equals_ignoring_case(std::string_view(parsed.index.code_url).substr(0, 4), "http")) return;
  const auto again = parse_selector(body, Reading::native);
  REQUIRE_MESSAGE(again, body);
  CHECK(again->selector == parsed.selector);
}

TEST_CASE("any bytes give a selector that holds or words that are fit for the log") {
  std::mt19937 dice(8);
  int accepted = 0;
  for (int round = 0; round < 30'000; ++round) {
    const std::string body = mutated(dice);
    CAPTURE(body);
    const auto strict = parse_selector(body, Reading::native);
    const auto lenient = parse_selector(body, Reading::compatible);
    // Whatever is read strictly is read leniently, as the same.
    if (strict) {
      REQUIRE(lenient);
      CHECK(strict->selector == lenient->selector);
      ++accepted;
    }
    if (lenient) check_holds(*lenient);
    const std::string& received = lenient ? lenient->received : lenient.error().received;
    CHECK(base::is_utf8(received));
    CHECK(!base::has_control(received.substr(0, received.find('\x7f'))));
    CHECK(received.size() < 4 * 256 * 6 + 100);
  }
  CHECK(accepted > 1'000);
}

}  // namespace selector_property_test
