#include "api/public/native.hpp"

#include <utility>

#include "api/failure_status.hpp"
#include "api/native_answer.hpp"
#include "api/problem.hpp"
#include "api/public/me.hpp"
#include "api/public/query_head.hpp"
#include "api/public/rate_headers.hpp"
#include "api/request_facts.hpp"

namespace api {
namespace {

query::SelectorProblem timeout_malformed() {
  query::SelectorProblem problem;
  problem.code = base::Code::request_malformed;
  problem.member = "X-Timeout-Ms";
  problem.detail = "The header X-Timeout-Ms must be a whole number from 100 to 15000.";
  problem.detail_zh = "请求头 X-Timeout-Ms 必须是 100 到 15000 之间的整数。";
  return problem;
}

}  // namespace

NativeApi::NativeApi(NativeOptions options, const tenancy::Gate& gate, query::Service& service,
                     query::RefusalTally& tally, TokenStates token_states, const base::Clock& clock,
                     base::Metrics& metrics)
    : options_(options),
      gate_(gate),
      service_(service),
      refusals_(tally, metrics),
      token_states_(std::move(token_states)),
      clock_(clock) {}

std::vector<http::Route> NativeApi::routes() {
  return {
      {http::Method::post, "/v1/codeactivequery", query::longest_body,
       [this](const http::Request& r) { return ask(r); }},
      {http::Method::get, "/v1/me", 0, [this](const http::Request& r) { return me(r); }},
  };
}

base::Awaitable<http::Response> NativeApi::ask(const http::Request& request) {
  const auto caller = admit(request, true);
  if (!caller) co_return refused(request, caller.error());

  const auto timeout = wanted_timeout(request, options_.timeout);
  query::Question question{
      .caller = &*caller,
      .head = query_head(request, *caller->key, *caller->merchant, audit::Dialect::native),
      .body = request.body,
      .reading = query::Reading::native,
      .deadline = {request.received + timeout.value_or(options_.timeout)}};
  query::Answer answer;
  if (timeout) {
    answer = co_await service_.ask(std::move(question));
  } else {
    answer = co_await service_.refuse(std::move(question), timeout_malformed());
  }
  auto response = render_answer(answer, request.id, language_of(request));
  add_rate_headers(response, caller->key->key.burst, caller->rate);
  co_return response;
}

base::Awaitable<http::Response> NativeApi::me(const http::Request& request) {
  const auto caller = admit(request, false);
  if (!caller) co_return refused(request, caller.error());
  auto response = render_me(*caller, token_states_(caller->merchant->id), clock_.wall());
  add_rate_headers(response, caller->key->key.burst, caller->rate);
  co_return response;
}

std::expected<tenancy::Caller, tenancy::GateRefusal> NativeApi::admit(const http::Request& request,
                                                                      bool charge) {
  return gate_.admit(bearer_token(request).value_or(""), request.client, charge);
}

http::Response NativeApi::refused(const http::Request& request, const tenancy::GateRefusal& refusal) {
  refusals_.note(request, refusal, audit::Dialect::native);
  Problem problem{.code = refusal.code, .request_id = request.id, .language = language_of(request)};
  if (refusal.rate) problem.retry_after = refusal.rate->retry_after;
  auto response = render(problem);
  if (refusal.rate) add_rate_headers(response, refusal.key->key.burst, *refusal.rate);
  if (response.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

http::Response render_native_failure(const http::FailedRequest& failed) {
  const Language language = preferred_language(failed.accept_language);
  Problem problem{.code = code_of(failed.failure), .status = status_of(failed.failure)};
  // The server's own words are English only.
  if (language == Language::en) problem.detail = failed.detail;
  problem.request_id = failed.request_id;
  problem.language = language;
  auto response = render(problem);
  // The server adds it where it belongs.
  std::erase_if(response.headers, [](const auto& header) { return header.first == "Retry-After"; });
  return response;
}

}  // namespace api
