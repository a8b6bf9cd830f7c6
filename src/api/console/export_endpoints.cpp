#include "api/console/export_endpoints.hpp"

#include <algorithm>
#include <utility>

#include "api/console/console_answer.hpp"
#include "api/console/export_download.hpp"
#include "api/console/json_body.hpp"
#include "base/characters.hpp"
#include "base/json_writer.hpp"
#include "staff/bounds.hpp"

namespace api {
namespace {

using base::Code;
using base::fail;
using base::Result;
using http::Method;

constexpr std::size_t export_body = 8 * 1024;
constexpr std::size_t longest_export_reason = 500;  // characters

std::string_view stage_name(audit::ExportState::Stage stage) {
  switch (stage) {
    case audit::ExportState::Stage::ready:
      return "ready";
    case audit::ExportState::Stage::reading:
      return "reading";
    case audit::ExportState::Stage::done:
      return "done";
    case audit::ExportState::Stage::failed:
      return "failed";
  }
  return "failed";
}

std::string export_json(const audit::ExportState& state) {
  std::string out = "{";
  base::JsonMembers(out)
      .text("id", state.id)
      .text("state", stage_name(state.stage))
      .text("format", state.csv ? "csv" : "ndjson")
      .number("total", state.total)
      .number("done", state.done)
      .number("records", state.records)
      .number("left_out", state.left_out);
  return out + '}';
}

http::Response note_file(const std::string& text, const std::string& name) {
  http::Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.headers = {{"Cache-Control", "no-store"},
                      {"Content-Disposition", "attachment; filename=\"" + name + "\""}};
  response.body = text;
  return response;
}

// The days that the visitor may see of those asked for.
Result<> set_days(audit::ExportWish& wish, const staff::Bounds& bounds) {
  if (!staff::is_day(wish.first_day) || !staff::is_day(wish.last_day) || wish.last_day < wish.first_day)
    return fail(Code::invalid_argument, "first_day and last_day are days YYYY-MM-DD, the first and the last");
  wish.first_day = std::max(wish.first_day, bounds.first_day);
  if (!bounds.last_day.empty()) wish.last_day = std::min(wish.last_day, bounds.last_day);
  if (wish.last_day < wish.first_day) return fail(Code::invalid_argument, "you may see none of these days");
  staff::restrict_to(bounds, wish.filter);
  return {};
}

Result<audit::ExportWish> read_wish(JsonBody& body) {
  audit::ExportWish wish;
  wish.first_day = body.text("first_day", true);
  wish.last_day = body.text("last_day", true);
  wish.filter.merchant = body.text("merchant");
  const std::string format = body.text("format");
  if (!format.empty() && format != "ndjson" && format != "csv")
    return fail(Code::invalid_argument, "format is ndjson or csv");
  wish.csv = format == "csv";
  return wish;
}

}  // namespace

std::vector<ConsoleRoute> ExportEndpoints::routes() {
  using E = ExportEndpoints;
  constexpr auto read = Permission::read;
  return {
      {Method::post, "/api/v1/audit/exports", read, export_body, handler(this, &E::begin)},
      {Method::get, "/api/v1/audit/exports/{id}", read, 0, handler(this, &E::progress)},
      {Method::del, "/api/v1/audit/exports/{id}", read, 0, handler(this, &E::cancel)},
      {Method::get, "/api/v1/audit/exports/{id}/records", read, 0, handler(this, &E::records)},
      {Method::get, "/api/v1/audit/exports/{id}/manifest", read, 0, handler(this, &E::manifest)},
      {Method::get, "/api/v1/audit/exports/{id}/checkpoints", read, 0, handler(this, &E::checkpoints)},
  };
}

base::Awaitable<http::Response> ExportEndpoints::begin(const http::Request& request, const Visitor& visitor) {
  JsonBody body(request.body);
  auto wish = read_wish(body);
  const std::string reason = body.text("reason");
  if (const auto good = body.finish(); !good) co_return console_problem(request, good.error());
  if (!wish) co_return console_problem(request, wish.error());
  if (reason.empty() && visitor.account.role == staff::Role::auditor)
    co_return console_problem(request, Code::invalid_argument,
                              "reason says why: an auditor's export needs it");
  if (base::characters(reason) > longest_export_reason)
    co_return console_problem(request, Code::invalid_argument, "reason has at most 500 characters");
  if (const auto good = set_days(*wish, visitor.account.bounds); !good)
    co_return console_problem(request, good.error());
  const auto begun = co_await desk_.begin({visitor.actor(), reason}, visitor.account.id, *std::move(wish));
  co_return begun ? console_json(export_json(*begun), 201) : console_problem(request, begun.error());
}

base::Awaitable<http::Response> ExportEndpoints::progress(const http::Request& request,
                                                          const Visitor& visitor) {
  const auto state = desk_.state(std::string(request.parameters.front()), visitor.account.id);
  co_return state ? console_json(export_json(*state)) : console_problem(request, state.error());
}

base::Awaitable<http::Response> ExportEndpoints::cancel(const http::Request& request,
                                                        const Visitor& visitor) {
  const auto gone = desk_.cancel(std::string(request.parameters.front()), visitor.account.id);
  co_return gone ? console_done() : console_problem(request, gone.error());
}

base::Awaitable<http::Response> ExportEndpoints::records(const http::Request& request,
                                                         const Visitor& visitor) {
  // HEAD is answered by this row too, and must not use the one reading up.
  if (request.method == Method::head) co_return console_done();
  const auto opened = desk_.open(std::string(request.parameters.front()), visitor.account.id);
  if (!opened) co_return console_problem(request, opened.error());
  co_return export_download(desk_, *opened, visitor.account.id, request.http10);
}

base::Awaitable<http::Response> ExportEndpoints::manifest(const http::Request& request,
                                                          const Visitor& visitor) {
  const auto text = desk_.manifest(std::string(request.parameters.front()), visitor.account.id);
  co_return text ? note_file(*text, "audit-export.manifest") : console_problem(request, text.error());
}

base::Awaitable<http::Response> ExportEndpoints::checkpoints(const http::Request& request,
                                                             const Visitor& visitor) {
  const auto text = desk_.notes(std::string(request.parameters.front()), visitor.account.id);
  co_return text ? note_file(*text, "audit-export.notes") : console_problem(request, text.error());
}

}  // namespace api
