#include "simulator/code_names.hpp"

#include <set>

#include <doctest/doctest.h>

namespace code_names_test {

using namespace simulator;

TEST_CASE("names lead back to their number and no two are alike") {
  std::set<std::string> names;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const std::uint64_t number = i < 10'000 ? i : item_numbers - 1 - (i - 10'000);
    const std::string code = code_of(number);
    const std::string url = code_url_of(number);
    REQUIRE(code.size() == 9);
    REQUIRE(code.front() == '0');
    REQUIRE(url.size() == 28);
    REQUIRE(url.starts_with("P.URL.CN/0"));
    REQUIRE(is_code_shaped(code));
    REQUIRE(is_code_url_shaped(url));
    REQUIRE(number_of_code(code) == number);
    REQUIRE(number_of_code_url(url) == number);
    names.insert(code);
    names.insert(url);
  }
  CHECK(names.size() == 40'000);
}

TEST_CASE("a code may lack its leading zeros") {
  CHECK(padded_code("8") == "000000008");
  const std::string code = code_of(5);
  CHECK(number_of_code(code.substr(1)) == 5);
}

TEST_CASE("what has not the form of a code") {
  CHECK_FALSE(is_code_shaped(""));
  CHECK_FALSE(is_code_shaped("0123456789"));
  CHECK_FALSE(is_code_shaped("044gz*j10"));
  CHECK_FALSE(is_code_shaped("044GZ J10"));
  CHECK(is_code_shaped("044GZ*J10"));
  CHECK_FALSE(is_code_url_shaped("P.URL.CN/0U.JYJXP3HJI2C98A9"));
  CHECK_FALSE(is_code_url_shaped("http://P.URL.CN/0U.JYJXP3HJI"));
  CHECK_FALSE(is_code_url_shaped("p.url.cn/0U.JYJXP3HJI2C98A9O"));
  CHECK(is_code_url_shaped("P.URL.CN/0U.JYJXP3HJI2C98A9O"));
}

TEST_CASE("well formed names that were never made") {
  CHECK(number_of_code("144GZ*J10") == std::nullopt);
  CHECK(number_of_code_url("P.URL.CN/0U.JYJXP3HJI2C98A9O") == std::nullopt);
  std::string url = code_url_of(77);
  url.back() = url.back() == '0' ? '1' : '0';
  CHECK(number_of_code_url(url) == std::nullopt);
}

}  // namespace code_names_test
