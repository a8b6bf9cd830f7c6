#include "api/console/audit_endpoints.hpp"

#include <limits>
#include <utility>

#include "api/console/console_answer.hpp"
#include "api/console/query_reader.hpp"
#include "audit/bundle.hpp"
#include "audit/filter_text.hpp"
#include "audit/search_json.hpp"
#include "base/json_writer.hpp"
#include "staff/bounds.hpp"

namespace api {
namespace {

using base::Code;
using base::Result;
using http::Method;

constexpr std::size_t usual_records = 50;

audit::FilterText filter_text_of(QueryReader& query) {
  audit::FilterText text;
  text.from = query.text("from");
  text.to = query.text("to");
  text.merchant = query.text("merchant");
  text.key = query.text("key");
  text.client = query.text("client");
  text.kinds = query.texts("kind");
  text.dialect = query.text("dialect");
  text.outcomes = query.texts("outcome");
  text.refusal = query.text("refusal");
  text.errcode = query.text("errcode");
  text.rid = query.text("rid");
  text.request = query.text("request");
  text.record = query.text("record");
  text.code = query.text("code");
  text.code_url = query.text("code_url");
  text.application = query.text("application");
  text.index = query.text("index");
  text.activity = query.text("activity");
  text.brand = query.text("brand");
  text.title = query.text("title");
  return text;
}

Result<audit::Filter> filter_of(QueryReader& query, const Visitor& visitor) {
  auto filter = audit::parse_filter(filter_text_of(query), "", true);
  if (!filter) return filter;
  staff::restrict_to(visitor.account.bounds, *filter);
  return filter;
}

}  // namespace

std::vector<ConsoleRoute> AuditEndpoints::routes() {
  return {
      {Method::get, "/api/v1/audit/records", Permission::read, 0, handler(this, &AuditEndpoints::search)},
      {Method::get, "/api/v1/audit/records/{stream}/{seq}", Permission::read, 0,
       handler(this, &AuditEndpoints::record)},
      {Method::get, "/api/v1/audit/consistency/{stream}", Permission::read, 0,
       handler(this, &AuditEndpoints::consistency)},
      {Method::get, "/api/v1/audit/histogram", Permission::read, 0,
       handler(this, &AuditEndpoints::histogram)},
      {Method::get, "/api/v1/audit/usage", Permission::read, 0, handler(this, &AuditEndpoints::usage)},
  };
}

base::Awaitable<http::Response> AuditEndpoints::search(const http::Request& request, const Visitor& visitor) {
  QueryReader query(request.query);
  auto filter = filter_of(query, visitor);
  audit::PageRequest wanted;
  wanted.limit = query.number("limit", usual_records, 1, 1'000);
  const std::string after = query.text("after");
  const std::string reason = query.text("reason");
  if (const auto good = query.finish(); !good) co_return console_problem(request, good.error());
  if (!filter) co_return console_problem(request, filter.error());
  if (!after.empty() && !(wanted.after = audit::Place::parse(after)))
    co_return console_problem(request, Code::invalid_argument, "after is what the page before told as next");
  wanted.filter = std::move(*filter);
  const auto page = co_await desk_.search({visitor.actor(), reason}, std::move(wanted));
  co_return page ? console_json(audit::page_json(*page)) : console_problem(request, page.error());
}

base::Awaitable<http::Response> AuditEndpoints::record(const http::Request& request, const Visitor& visitor) {
  const auto id =
      audit::parse_record_id(std::string(request.parameters[0]) + '/' + std::string(request.parameters[1]));
  if (!id) co_return console_problem(request, Code::not_found, "there is no such record");
  audit::Filter filter;
  filter.record = *id;
  staff::restrict_to(visitor.account.bounds, filter);
  const auto one = co_await desk_.record({visitor.actor(), ""}, std::move(filter));
  if (!one) co_return console_problem(request, one.error());
  std::string out = "{\"record\":" + audit::found_json(one->found);
  base::JsonMembers(out, false).raw("receipt", one->receipt ? audit::bundle_json(*one->receipt) : "null");
  co_return console_json(out + '}');
}

base::Awaitable<http::Response> AuditEndpoints::consistency(const http::Request& request,
                                                            const Visitor& visitor) {
  constexpr std::size_t largest = std::numeric_limits<std::int64_t>::max();
  QueryReader query(request.query);
  const std::size_t old_size = query.number("old", 0, 1, largest);
  const std::size_t size = query.number("new", 0, 1, largest);
  if (const auto good = query.finish(); !good) co_return console_problem(request, good.error());
  if (old_size == 0 || old_size > size)
    co_return console_problem(request, Code::invalid_argument,
                              "old and new are two sizes of the stream, old not above new");
  const auto stream = audit::parse_stream(request.parameters.front());
  if (stream <= 0) co_return console_problem(request, Code::not_found, "there is no such stream");
  const auto proof = co_await desk_.consistency(
      {visitor.actor(), ""}, stream, static_cast<std::int64_t>(old_size), static_cast<std::int64_t>(size));
  co_return proof ? console_json(*proof) : console_problem(request, proof.error());
}

base::Awaitable<http::Response> AuditEndpoints::histogram(const http::Request& request,
                                                          const Visitor& visitor) {
  QueryReader query(request.query);
  auto filter = filter_of(query, visitor);
  audit::HistogramRequest wanted;
  wanted.width = std::chrono::minutes(query.number("minutes", 60, 1, 60 * 24 * 31));
  wanted.by_merchant = query.flag("by_merchant");
  if (const auto good = query.finish(); !good) co_return console_problem(request, good.error());
  if (!filter) co_return console_problem(request, filter.error());
  wanted.filter = std::move(*filter);
  const auto bars = co_await desk_.histogram({visitor.actor(), ""}, std::move(wanted));
  co_return bars ? console_json(audit::bars_json(*bars)) : console_problem(request, bars.error());
}

base::Awaitable<http::Response> AuditEndpoints::usage(const http::Request& request, const Visitor& visitor) {
  QueryReader query(request.query);
  const std::string month = query.text("month");
  const std::string merchant = query.text("merchant");
  if (const auto good = query.finish(); !good) co_return console_problem(request, good.error());
  // Manifests count whole months of all merchants: no part of them for whoever is bound.
  if (visitor.account.bounds != staff::Bounds()) co_return console_problem(request, Code::permission_denied);
  const auto usage = co_await desk_.usage({visitor.actor(), ""}, month, merchant);
  co_return usage ? console_json(audit::usage_json(month, *usage)) : console_problem(request, usage.error());
}

}  // namespace api
