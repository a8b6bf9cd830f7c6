#include "platform/component_calls.hpp"

#include <doctest/doctest.h>

namespace component_calls_test {

using base::Code;
using platform::component_refusal;
using tokens::Verdict;

TEST_CASE("quotas and addresses mean what they mean everywhere") {
  CHECK(component_refusal(45011).verdict == Verdict::minute_quota);
  CHECK(component_refusal(45009).verdict == Verdict::day_quota);
  const auto address = component_refusal(61004, "requestIP: 1.2.3.4 rid: 1-2-3", "1-2-3");
  CHECK(address.verdict == Verdict::address_refused);
  CHECK(address.error.code == Code::provider_address_not_allowed);
  CHECK(address.error.cause == "errcode 61004 address 1.2.3.4 rid 1-2-3");
}

TEST_CASE("no errcode of this call is about a merchant") {
  for (const std::int64_t errcode : {40001, 42001, 61003, 61023, 42002, -1, 61014}) {
    const auto refusal = component_refusal(errcode);
    CHECK(refusal.verdict == Verdict::transient);
    CHECK(refusal.error.code == Code::token_unavailable);
    CHECK(refusal.errcode == errcode);
    CHECK(refusal.error.detail.find("merchant") == std::string::npos);
  }
}

TEST_CASE("what the provider has to look at is named") {
  CHECK(component_refusal(40125).error.detail.find("secret") != std::string::npos);
  CHECK(component_refusal(40013).error.detail.find("component_appid") != std::string::npos);
  CHECK(component_refusal(61011).error.detail.find("component_appid") != std::string::npos);
  CHECK(component_refusal(61005).error.detail.find("ticket") != std::string::npos);
  CHECK(component_refusal(61006).error.detail.find("ticket") != std::string::npos);
}

}  // namespace component_calls_test
