#include "weixin/errcode.hpp"

#include <map>
#include <set>

#include <doctest/doctest.h>

namespace errcode_test {

using base::Code;

TEST_CASE("errcode - the table of the query") {
  const std::map<std::int64_t, Code> table{
      {80300, Code::application_unknown},
      {80301, Code::application_not_owned},
      {80303, Code::code_format},
      {80306, Code::index_out_of_range},
      {45011, Code::upstream_minute_quota},
      {45009, Code::upstream_day_quota},
      {48001, Code::merchant_lacks_api},
      {48004, Code::merchant_api_banned},
      {50002, Code::merchant_account_limited},
      {61003, Code::merchant_not_authorized},
      {61007, Code::permission_set_missing},
      {61004, Code::provider_address_not_allowed},
      {40164, Code::provider_address_not_allowed},
      {89503, Code::provider_address_not_allowed},
      {40001, Code::token_unavailable},
      {40014, Code::token_unavailable},
      {42001, Code::token_unavailable},
      {42002, Code::merchant_needs_reauthorization},
      {42007, Code::merchant_needs_reauthorization},
      {61023, Code::merchant_needs_reauthorization},
      {-1, Code::upstream_failed},
  };
  // Every errcode that there may be, and some that nobody has heard of.
  for (std::int64_t errcode = -70'000; errcode < 100'000; ++errcode) {
    const auto row = table.find(errcode);
    const auto code = weixin::code_of(errcode);
    CAPTURE(errcode);
    if (errcode == 0 || errcode == 80304) {
      REQUIRE(!code);
    } else {
      REQUIRE(code == (row == table.end() ? Code::upstream_refused : row->second));
    }
  }
}

TEST_CASE("errcode - which codes mean a token a refresh token an address") {
  std::set<std::int64_t> token;
  std::set<std::int64_t> refresh;
  std::set<std::int64_t> address;
  for (std::int64_t errcode = -10; errcode < 100'000; ++errcode) {
    if (weixin::is_token_failure(errcode)) token.insert(errcode);
    if (weixin::is_refresh_token_failure(errcode)) refresh.insert(errcode);
    if (weixin::is_address_failure(errcode)) address.insert(errcode);
  }
  CHECK(token == std::set<std::int64_t>{40001, 40014, 42001});
  CHECK(refresh == std::set<std::int64_t>{42002, 42007, 61023});
  CHECK(address == std::set<std::int64_t>{40164, 61004, 89503});
}

TEST_CASE("errcode - labels come from a bounded set") {
  CHECK(weixin::errcode_label(-1) == "-1");
  CHECK(weixin::errcode_label(0) == "0");
  CHECK(weixin::errcode_label(80304) == "80304");
  CHECK(weixin::errcode_label(1) == "other");
  CHECK(weixin::errcode_label(9'223'372'036'854'775'807) == "other");
  std::set<std::string> labels;
  for (std::int64_t errcode = -100'000; errcode < 1'000'000; ++errcode) {
    labels.insert(weixin::errcode_label(errcode));
  }
  CHECK(labels.size() < 100);
  for (int errcode = 80300; errcode <= 80313; ++errcode) {
    CHECK(labels.contains(std::to_string(errcode)));
  }
}

}  // namespace errcode_test
