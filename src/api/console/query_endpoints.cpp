#include "api/console/query_endpoints.hpp"

#include <utility>

#include "api/console/console_answer.hpp"
#include "api/console/json_body.hpp"
#include "api/native_answer.hpp"
#include "base/characters.hpp"
#include "base/json_writer.hpp"

namespace api {
namespace {

using base::Code;
using http::Method;

constexpr std::size_t query_body = 20 * 1024;
constexpr std::size_t longest_tried_reason = 500;  // characters

audit::QueryHead tried_head(const http::Request& request, const Visitor& visitor,
                            const tenancy::Merchant& merchant, std::string reason) {
  audit::QueryHead head;
  head.time = request.received_wall;
  head.request_id = request.id;
  head.merchant = merchant.id;
  head.merchant_appid = merchant.appid;
  head.authorization_version = merchant.authorization_version;
  head.caller.type = audit::Caller::Type::staff;
  head.caller.name = visitor.account.name;
  head.caller.reason = std::move(reason);
  head.client = request.client;
  head.dialect = audit::Dialect::console;
  return head;
}

std::string_view called_name(query::Asked asked) {
  switch (asked) {
    case query::Asked::no:
      return "no";
    case query::Asked::yes:
      return "yes";
    case query::Asked::unknown:
      return "unknown";
  }
  return "unknown";
}

std::string tried_json(const query::Answer& answer, const http::Request& request, std::string_view line) {
  const auto native =
      render_answer(answer, request.id, preferred_language(request.header("Accept-Language")));
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("outcome", audit::name(answer.outcome));
  if (answer.code) {
    members.raw("problem", native.body);
  } else if (answer.outcome == audit::Outcome::active) {
    members.raw("active", native.body);
  }
  if (answer.errcode) members.number("errcode", *answer.errcode);
  members.text_unless_empty("rid", answer.rid).text("upstream_called", called_name(answer.asked));
  if (answer.record) members.text("record", answer.record->text());
  members.text_unless_empty("line", line);
  return out + '}';
}

}  // namespace

std::vector<ConsoleRoute> QueryEndpoints::routes() {
  return {{Method::post, "/api/v1/merchants/{appid}/queries", Permission::operate, query_body,
           handler(this, &QueryEndpoints::ask)}};
}

base::Awaitable<http::Response> QueryEndpoints::ask(const http::Request& request, const Visitor& visitor) {
  JsonBody body(request.body);
  const std::string selector = body.raw("selector", true);
  std::string reason = body.text("reason", true);
  if (const auto good = body.finish(); !good) co_return console_problem(request, good.error());
  if (reason.empty() || base::characters(reason) > longest_tried_reason)
    co_return console_problem(request, Code::invalid_argument, "reason says why, in at most 500 characters");
  const auto merchant = merchants_(request.parameters.front());
  if (!merchant) co_return console_problem(request, Code::not_found, "there is no such merchant");

  const tenancy::Caller caller{nullptr, merchant, {}};
  query::Question question{.caller = &caller,
                           .head = tried_head(request, visitor, *merchant, std::move(reason)),
                           .body = selector,
                           .reading = query::Reading::native,
                           .deadline = {request.received + deadline_}};
  const auto answer = co_await service_.ask(std::move(question));
  // Without the log there is no answer to show: every query has its record.
  if (!answer.record)
    co_return render_answer(answer, request.id, preferred_language(request.header("Accept-Language")));
  const auto line = co_await log_.line_of(*answer.record);
  co_return console_json(tried_json(answer, request, line.value_or("")));
}

}  // namespace api
