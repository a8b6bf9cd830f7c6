#include "weixin/selector.hpp"

#include <limits>

#include <doctest/doctest.h>

namespace selector_test {

using namespace weixin;

TEST_CASE("selector - each way as compact JSON") {
  CHECK(to_body(ByIndex{581865877, 0}) == R"({"application_id":581865877,"code_index":0})");
  CHECK(to_body(ByUrl{"P.URL.CN/0U.JYJXP3HJI2C98A9O"}) == R"({"code_url":"P.URL.CN/0U.JYJXP3HJI2C98A9O"})");
  CHECK(to_body(ByCode{"044GZ*J10"}) == R"({"code":"044GZ*J10"})");
}

TEST_CASE("selector - the largest ids keep every digit") {
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  CHECK(to_body(ByIndex{most, most}) ==
        R"({"application_id":18446744073709551615,"code_index":18446744073709551615})");
}

TEST_CASE("selector - what stands in a code is data") {
  CHECK(to_body(ByUrl{"P.URL.CN/0V/L$O*CBI/WJATNX+Y%20"}) ==
        R"({"code_url":"P.URL.CN/0V/L$O*CBI/WJATNX+Y%20"})");
  CHECK(to_body(ByCode{"a\"b\\c"}) == R"({"code":"a\"b\\c"})");
  CHECK(to_body(ByCode{"\xe7\xa0\x81"}) == "{\"code\":\"\xe7\xa0\x81\"}");  // not escaped: 40033
  CHECK(to_body(ByCode{""}) == R"({"code":""})");
}

}  // namespace selector_test
