#include "api/problem.hpp"

#include <algorithm>

#include "base/json_writer.hpp"

namespace api {
namespace {

std::string_view text(Called called) {
  switch (called) {
    case Called::no:
      return "no";
    case Called::yes:
      return "yes";
    case Called::unknown:
      return "unknown";
  }
  return "unknown";
}

std::string body(const Problem& problem, const ProblemKind& kind, int status) {
  const Wording& words = kind.in(problem.language);
  const std::string_view code = base::name(kind.code);
  std::string out = "{";
  out.reserve(512);
  base::JsonMembers(out)
      .text("type", "urn:marketcode-gateway:problem:" + std::string(code))
      .text("title", words.title)
      .number("status", status)
      .text("detail", problem.detail.empty() ? words.help : problem.detail)
      .text("code", code)
      .text("source", problem.from_weixin ? "weixin" : "gateway")
      .text("upstream_called", text(problem.upstream_called))
      .boolean("retryable", kind.retryable)
      .text_unless_empty("member", problem.member);
  base::JsonMembers rest(out, false);
  if (problem.errcode) rest.number("errcode", *problem.errcode);
  rest.text_unless_empty("rid", problem.rid).text_unless_empty("request_id", problem.request_id);
  return out + "}";
}

}  // namespace

std::optional<std::int64_t> seconds_to_wait(const ProblemKind& kind, std::optional<base::Micros> known) {
  if (known) return std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(*known).count());
  if (kind.retry_after.count() > 0) return kind.retry_after.count();
  return std::nullopt;
}

http::Response render(const Problem& problem) {
  const ProblemKind& kind = problem_kind(problem.code);
  http::Response response;
  response.status = problem.status.value_or(kind.status);
  response.content_type = "application/problem+json";
  response.body = body(problem, kind, response.status);
  response.code = base::name(kind.code);
  response.headers = {{"X-Error-Source", problem.from_weixin ? "weixin" : "gateway"},
                      {"Content-Language", std::string(tag(problem.language))},
                      {"Cache-Control", "no-store"}};
  if (const auto wait = seconds_to_wait(kind, problem.retry_after)) {
    response.headers.emplace_back("Retry-After", std::to_string(*wait));
  }
  return response;
}

}  // namespace api
