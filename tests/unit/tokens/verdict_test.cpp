#include "tokens/verdict.hpp"

#include <doctest/doctest.h>

namespace verdict_test {

using base::Code;
using tokens::Verdict;

TEST_CASE("each errcode of a token call has its meaning") {
  for (const std::int64_t errcode : {40001, 40014, 42001, 42006, 61014}) {
    CHECK(tokens::verdict_of(errcode) == Verdict::credential_refused);
  }
  for (const std::int64_t errcode : {42002, 42007, 61023}) {
    CHECK(tokens::verdict_of(errcode) == Verdict::gone);
  }
  for (const std::int64_t errcode : {61004, 40164}) {
    CHECK(tokens::verdict_of(errcode) == Verdict::address_refused);
  }
  CHECK(tokens::verdict_of(61003) == Verdict::not_authorized);
  CHECK(tokens::verdict_of(45011) == Verdict::minute_quota);
  CHECK(tokens::verdict_of(45009) == Verdict::day_quota);
  for (const std::int64_t errcode : {-1, 40013, 48001, 50002, 99999}) {
    CHECK(tokens::verdict_of(errcode) == Verdict::transient);
  }
}

TEST_CASE("callers are told by stable codes") {
  CHECK(tokens::refusal_of(61023).error.code == Code::merchant_needs_reauthorization);
  CHECK(tokens::refusal_of(61003).error.code == Code::merchant_not_authorized);
  CHECK(tokens::refusal_of(61004).error.code == Code::provider_address_not_allowed);
  for (const std::int64_t errcode : {-1, 45009, 45011, 40001, 12345}) {
    CHECK(tokens::refusal_of(errcode).error.code == Code::token_unavailable);
    CHECK_FALSE(tokens::refusal_of(errcode).error.detail.empty());
  }
}

TEST_CASE("the cause names errcode rid and the refused address") {
  const auto refusal = tokens::refusal_of(
      61004, "access clientip is not registered requestIP: 10.1.2.3 rid: 6151900f-1", "6151900f-1");
  CHECK(refusal.error.cause == "errcode 61004 address 10.1.2.3 rid 6151900f-1");
  CHECK(tokens::refusal_of(-1, "system error").error.cause == "errcode -1");
}

TEST_CASE("a call without an answer is transient and the cause says what happened") {
  const auto refusal = tokens::no_answer({Code::upstream_timeout, "", "timeout"});
  CHECK(refusal.verdict == Verdict::transient);
  CHECK_FALSE(refusal.errcode);
  CHECK(refusal.error.code == Code::token_unavailable);
  CHECK(refusal.error.cause == "upstream_timeout: timeout");
  CHECK(tokens::no_answer({Code::upstream_failed, "reset", ""}).error.cause == "upstream_failed: reset");
}

}  // namespace verdict_test
