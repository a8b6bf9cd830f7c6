#include "query/verdict.hpp"

#include <string_view>

#include <doctest/doctest.h>

namespace verdict_test {

using audit::Outcome;
using base::Code;
using query::Asked;
using query::verdict_of;

base::WallTime at(std::string_view text) { return base::parse_rfc3339(text).value(); }

const base::WallTime noon = at("2026-11-22T12:00:00.000000Z");

audit::Attempt sent(audit::Sent how) {
  audit::Attempt attempt;
  attempt.sent = how;
  return attempt;
}

TEST_CASE("active and not activated are answers not faults") {
  const auto active = verdict_of(std::int64_t{0}, noon);
  CHECK(active.outcome == Outcome::active);
  CHECK(!active.code);
  CHECK(!active.from_weixin);
  const auto inactive = verdict_of(std::int64_t{80304}, noon);
  CHECK(inactive.outcome == Outcome::inactive);
  CHECK(!inactive.code);
}

TEST_CASE("each errcode of the table has its code") {
  struct Row {
    std::int64_t errcode;
    Code code;
    Outcome outcome = Outcome::refused;
  };
  const Row rows[] = {
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
      {-1, Code::upstream_failed, Outcome::upstream_error},
      {80302, Code::upstream_refused},
      {80305, Code::upstream_refused},
      {47001, Code::upstream_refused},
      {-2, Code::upstream_refused},
      {9'000'000'000, Code::upstream_refused},
  };
  for (const auto& row : rows) {
    CAPTURE(row.errcode);
    const auto verdict = verdict_of(row.errcode, noon);
    CHECK(verdict.code == row.code);
    CHECK(verdict.outcome == row.outcome);
    CHECK(verdict.from_weixin);
  }
}

TEST_CASE("a quota says when it begins anew") {
  CHECK(verdict_of(std::int64_t{45011}, noon + std::chrono::seconds(20)).retry_after ==
        std::chrono::seconds(40));
  CHECK(verdict_of(std::int64_t{45009}, noon).retry_after == std::chrono::hours(4));
  CHECK(!verdict_of(std::int64_t{48001}, noon).retry_after);
}

TEST_CASE("time until the next minute and until midnight in China") {
  using query::until_midnight_in_china;
  using query::until_next_minute;
  CHECK(until_next_minute(noon) == std::chrono::minutes(1));
  CHECK(until_next_minute(at("2026-11-22T12:00:59.999999Z")) == base::Micros(1));
  CHECK(until_midnight_in_china(at("2026-11-22T15:59:59.000000Z")) == std::chrono::seconds(1));
  CHECK(until_midnight_in_china(at("2026-11-22T16:00:00.000000Z")) == std::chrono::hours(24));
  CHECK(until_midnight_in_china(at("2026-11-22T23:30:00.000000Z")) == std::chrono::minutes(16 * 60 + 30));
}

TEST_CASE("a failure without an errcode is one of the gateway itself") {
  for (const auto code : {Code::upstream_timeout, Code::upstream_failed, Code::overloaded}) {
    const auto verdict = verdict_of(code);
    CHECK(verdict.code == code);
    CHECK(verdict.outcome == Outcome::upstream_error);
    CHECK(!verdict.from_weixin);
  }
  for (const auto code :
       {Code::token_unavailable, Code::merchant_not_authorized, Code::merchant_needs_reauthorization}) {
    CHECK(verdict_of(code).outcome == Outcome::refused);
  }
}

TEST_CASE("whether WeChat was asked follows from all attempts") {
  using audit::Sent;
  CHECK(query::asked({}) == Asked::no);
  CHECK(query::asked({sent(Sent::no)}) == Asked::no);
  CHECK(query::asked({sent(Sent::maybe), sent(Sent::no)}) == Asked::unknown);
  CHECK(query::asked({sent(Sent::yes), sent(Sent::maybe)}) == Asked::yes);
  CHECK(query::asked({sent(Sent::no), sent(Sent::yes)}) == Asked::yes);
}

}  // namespace verdict_test
