#include "query/verdict.hpp"

#include <algorithm>

#include "weixin/errcode.hpp"

namespace query {
namespace {

using audit::Outcome;
using base::Code;

std::optional<base::Micros> wait_of(Code code, base::WallTime now) {
  if (code == Code::upstream_minute_quota) return until_next_minute(now);
  if (code == Code::upstream_day_quota) return until_midnight_in_china(now);
  return std::nullopt;
}

}  // namespace

Verdict verdict_of(std::int64_t errcode, base::WallTime now) {
  const auto code = weixin::code_of(errcode);
  if (!code) {
    const bool active = errcode == weixin::ok;
    return {.outcome = active ? Outcome::active : Outcome::inactive,
            .code = std::nullopt,
            .retry_after = std::nullopt};
  }
  return {.outcome = code == Code::upstream_failed ? Outcome::upstream_error : Outcome::refused,
          .code = code,
          .from_weixin = true,
          .retry_after = wait_of(*code, now)};
}

Verdict verdict_of(Code failure) {
  const bool of_token = failure == Code::token_unavailable || failure == Code::merchant_not_authorized ||
                        failure == Code::merchant_needs_reauthorization;
  return {.outcome = of_token ? Outcome::refused : Outcome::upstream_error,
          .code = failure,
          .from_weixin = false,
          .retry_after = std::nullopt};
}

Asked asked(const std::vector<audit::Attempt>& attempts) {
  const auto sent = [](audit::Sent how) {
    return [how](const audit::Attempt& attempt) { return attempt.sent == how; };
  };
  if (std::ranges::any_of(attempts, sent(audit::Sent::yes))) return Asked::yes;
  if (std::ranges::any_of(attempts, sent(audit::Sent::maybe))) return Asked::unknown;
  return Asked::no;
}

base::Micros until_next_minute(base::WallTime now) {
  return std::chrono::floor<std::chrono::minutes>(now) + std::chrono::minutes(1) - now;
}

base::Micros until_midnight_in_china(base::WallTime now) {
  const base::WallTime there = now + std::chrono::hours(8);
  return std::chrono::floor<std::chrono::days>(there) + std::chrono::days(1) - there;
}

}  // namespace query
