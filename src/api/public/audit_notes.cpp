#include "api/public/audit_notes.hpp"

#include <limits>
#include <optional>
#include <string>

#include "api/problem.hpp"
#include "audit/checkpoint.hpp"
#include "base/text.hpp"

namespace api {
namespace {

using base::Code;

http::Response problem(const http::Request& request, Code code, std::string_view detail) {
  return render({.code = code,
                 .detail = detail,
                 .request_id = request.id,
                 .language = preferred_language(request.header("accept-language"))});
}

http::Response notes_answer(const http::Request& request, const base::Result<audit::NotePage>& page) {
  if (!page && page.error().code == Code::not_found)
    return problem(request, Code::not_found, page.error().detail);
  if (!page && page.error().code == Code::overloaded) return problem(request, Code::overloaded, {});
  if (!page) return problem(request, Code::audit_unavailable, {});
  http::Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.headers = {{"Cache-Control", "no-cache"}, {"X-Last-Note", std::to_string(page->last)}};
  response.body = page->text;
  return response;
}

// Nothing: malformed.
std::optional<std::int64_t> note_number(std::string_view text) {
  const auto number = base::parse_uint64(text);
  if (!number || *number > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

}  // namespace

std::vector<http::Route> AuditNotes::routes() {
  return {
      {http::Method::get, "/v1/audit/checkpoints", 0,
       [this](const http::Request& r) { return checkpoints(r); }},
      {http::Method::get, "/v1/audit/keys", 0, [this](const http::Request& r) { return keys(r); }},
      {http::Method::get, "/v1/audit/consistency/{stream}", 0,
       [this](const http::Request& r) { return consistency(r); }},
  };
}

base::Awaitable<http::Response> AuditNotes::checkpoints(const http::Request& request) {
  if (http::count_query_parameters(request.query, "after") == 0) {
    const auto page = co_await desk_.checkpoints();
    co_return notes_answer(request, page);
  }
  const auto text = http::query_parameter(request.query, "after");
  const auto number = note_number(text.value_or(""));
  if (!number)
    co_return problem(request, Code::request_malformed, "`after` is a number, as X-Last-Note gives it");
  const auto page = co_await desk_.after(*number);
  co_return notes_answer(request, page);
}

base::Awaitable<http::Response> AuditNotes::keys(const http::Request& request) {
  const auto page = co_await desk_.keys();
  co_return notes_answer(request, page);
}

base::Awaitable<http::Response> AuditNotes::consistency(const http::Request& request) {
  const auto stream = audit::parse_stream(request.parameters.front());
  const auto old_size = note_number(http::query_parameter(request.query, "old").value_or(""));
  const auto size = note_number(http::query_parameter(request.query, "new").value_or(""));
  if (stream <= 0 || !old_size || !size || *old_size == 0 || *old_size > *size)
    co_return problem(request, Code::request_malformed,
                      "a stream is sixteen hex digits; `old` and `new` are sizes of it, 0 < old <= new");
  const auto page = co_await desk_.consistency(stream, *old_size, *size);
  http::Response response = notes_answer(request, page);
  if (!page) co_return response;
  response.content_type = "application/json";
  response.headers = {{"Cache-Control", "no-cache"}};
  co_return response;
}

}  // namespace api
