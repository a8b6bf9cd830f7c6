// What callers are told about each code: the one table, and its rendering as RFC 9457 problem details.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/language.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "http/message.hpp"

namespace api {

struct Wording {
  std::string_view title;
  std::string_view help;  // what happened and what to do about it
};

// A row of the table. `errcode` is what the compatible dialect answers; 0: WeChat's own is passed through.
struct ProblemKind {
  base::Code code;
  int status;
  bool retryable;
  std::chrono::seconds retry_after;  // when nothing better is known; 0: no Retry-After
  std::int64_t errcode;
  Wording en;
  Wording zh;

  const Wording& in(Language language) const { return language == Language::zh ? zh : en; }
};

// The row of a code. A code that never leaves the program has the row of `internal`.
const ProblemKind& problem_kind(base::Code code);

// For Retry-After: what is `known`, else the table's. Whole seconds, rounded up, at least one; nothing when
// the caller is given no hope.
std::optional<std::int64_t> seconds_to_wait(const ProblemKind& kind, std::optional<base::Micros> known);

enum class Called { no, yes, unknown };

// One refusal. Empty and absent members are left out of the answer, or filled from the table.
struct Problem {
  base::Code code = base::Code::internal;
  std::optional<int> status{};  // instead of the table's
  std::string_view detail{};    // instead of the table's help; in `language`
  std::string_view member{};    // of the selector, when that is what is wrong
  bool from_weixin = false;
  Called upstream_called = Called::no;
  std::optional<std::int64_t> errcode{};
  std::string_view rid{};
  std::optional<base::Micros> retry_after{};
  std::string_view request_id{};
  Language language = Language::en;
};

// application/problem+json with X-Error-Source, Content-Language, Cache-Control and, where waiting helps,
// Retry-After in whole seconds.
http::Response render(const Problem& problem);

}  // namespace api
