#include "api/public/receipts.hpp"

#include <limits>
#include <string>

#include "api/problem.hpp"
#include "api/public/rate_headers.hpp"
#include "api/request_facts.hpp"
#include "audit/checkpoint.hpp"
#include "base/text.hpp"

namespace api {
namespace {

using base::Code;

Problem problem_of(const http::Request& request, Code code) {
  return {.code = code,
          .request_id = request.id,
          .language = preferred_language(request.header("Accept-Language"))};
}

// Nothing but a record that cannot be there.
audit::RecordId id_of(const http::Request& request) {
  const auto seq = base::parse_uint64(request.parameters.at(1));
  constexpr std::uint64_t most{std::numeric_limits<std::int32_t>::max()};
  return {audit::parse_stream(request.parameters.at(0)),
          seq && *seq <= most ? static_cast<std::int64_t>(*seq) : std::int64_t{-1}};
}

}  // namespace

Receipts::Receipts(const tenancy::Gate& gate, query::RefusalTally& tally, audit::ReceiptDesk& desk,
                   base::Metrics& metrics)
    : gate_(gate), refusals_(tally, metrics), desk_(desk) {}

std::vector<http::Route> Receipts::routes() {
  return {{http::Method::get, "/v1/audit/records/{stream}/{seq}", 0,
           [this](const http::Request& r) { return record(r); }}};
}

base::Awaitable<http::Response> Receipts::record(const http::Request& request) {
  const auto caller = gate_.admit(bearer_token(request).value_or(""), request.client, true);
  if (!caller) {
    refusals_.note(request, caller.error(), audit::Dialect::native);
    Problem problem = problem_of(request, caller.error().code);
    if (caller.error().rate) problem.retry_after = caller.error().rate->retry_after;
    auto response = render(problem);
    if (response.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
    co_return response;
  }
  const auto id = id_of(request);
  if (id.stream == 0 || id.seq < 0) co_return render(problem_of(request, Code::not_found));
  const auto receipt = co_await desk_.receipt(id, caller->merchant->id);
  if (!receipt) {
    const Code code = receipt.error().code;
    const bool known = code == Code::not_found || code == Code::not_yet_covered;
    co_return render(problem_of(request, known ? code : Code::audit_unavailable));
  }
  http::Response response;
  response.content_type = "application/json";
  response.headers = {{"Cache-Control", "no-store"}};
  response.body = *receipt;
  add_rate_headers(response, caller->key->key.burst, caller->rate);
  co_return response;
}

}  // namespace api
