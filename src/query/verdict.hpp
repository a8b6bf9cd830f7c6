// What a result of the upstream call means for the caller and the log (design, section 5.4). No I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "audit/record.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "query/asio_query.hpp"

namespace query {

enum class Asked { no, yes, unknown };  // whether WeChat was asked

struct Verdict {
  audit::Outcome outcome = audit::Outcome::unknown;
  std::optional<base::Code> code;  // nothing for active and inactive
  bool from_weixin = false;        // WeChat refused, and said so
  std::optional<base::Micros> retry_after;
};

// Of WeChat's errcode, in whatever attempt was the last. `now` counts the time until a quota begins anew.
Verdict verdict_of(std::int64_t errcode, base::WallTime now);
// Of an attempt that brought no errcode: Code::upstream_timeout, Code::upstream_failed, Code::overloaded, or
// what getting a token failed with.
Verdict verdict_of(base::Code failure);

// From the attempts that were made.
Asked asked(const std::vector<audit::Attempt>& attempts);

base::Micros until_next_minute(base::WallTime now);
// The next midnight of Asia/Shanghai (UTC+8 all year), when WeChat's daily quotas begin anew.
base::Micros until_midnight_in_china(base::WallTime now);

}  // namespace query
