#include "api/public/compatible.hpp"

#include <string>
#include <utility>

#include "api/public/compatible_answer.hpp"
#include "api/public/query_head.hpp"
#include "api/public/rate_headers.hpp"
#include "api/request_facts.hpp"
#include "base/json_writer.hpp"

namespace api {
namespace {

constexpr std::size_t longest_grant = 4 * 1024;  // bytes, of who may be a stranger

std::expected<base::Secret, Situation> read_access_token(std::string_view query) {
  auto value = http::query_parameter(query, "access_token");
  if (!value && http::count_query_parameters(query, "access_token") > 0) {
    return std::unexpected(Situation::token_unclear);
  }
  if (!value || value->empty()) return std::unexpected(Situation::token_missing);
  return base::Secret(std::move(*value));
}

// Of an access_token that is refused.
CompatibleRefusal told_refusal(const tenancy::GateRefusal& refusal, Language language) {
  if (refusal.reason == "token_expired") return refusal_of(Situation::token_expired, language);
  if (refusal.reason == "in_url") return refusal_of(Situation::key_in_url, language);
  if (refusal.code == base::Code::api_key_invalid) return refusal_of(Situation::token_invalid, language);
  return refusal_of(refusal.code, {}, language);
}

// Of a secret that gets no token.
CompatibleRefusal told_of_secret(const tenancy::GateRefusal& refusal, Language language) {
  if (refusal.reason == "throttled") return refusal_of(Situation::throttled, language);
  if (refusal.reason == "appid") return refusal_of(Situation::appid_wrong, language);
  if (refusal.code == base::Code::api_key_invalid) return refusal_of(Situation::secret_wrong, language);
  return refusal_of(refusal.code, {}, language);
}

http::Response issued(const tenancy::IssuedToken& token) {
  http::Response response;
  response.content_type = compatible_content_type;
  response.headers = {{"Cache-Control", "no-store"}};
  response.body.reserve(token.text.size() + 64);  // outgrown memory would keep a copy of the token
  response.body += '{';
  base::JsonMembers(response.body)
      .text("access_token", token.text.reveal())
      .number("expires_in", token.expires_in.count());
  response.body += '}';
  return response;
}

}  // namespace

CompatibleApi::CompatibleApi(CompatibleOptions options, tenancy::TokenDesk& desk, query::Service& service,
                             query::RefusalTally& tally, base::Metrics& metrics)
    : options_(options),
      desk_(desk),
      service_(service),
      refusals_(tally, metrics),
      issued_(metrics.counter("marketcode_tokens_issued_total", "Gateway tokens given out for API keys")) {}

std::vector<http::Route> CompatibleApi::routes() {
  return {
      {http::Method::post, "/intp/marketcode/codeactivequery", query::longest_body,
       [this](const http::Request& r) { return ask(r); }},
      {http::Method::get, "/cgi-bin/token", 0, [this](const http::Request& r) { return token(r); }},
      {http::Method::post, "/cgi-bin/stable_token", longest_grant,
       [this](const http::Request& r) { return stable_token(r); }},
  };
}

// The order of checks is WeChat's: the body's being there, the token, where it comes from, what the body
// says.
base::Awaitable<http::Response> CompatibleApi::ask(const http::Request& request) {
  const Language language = language_of(request);
  const bool empty = request.body.empty();
  auto access_token = read_access_token(request.query);
  if (!access_token) {
    co_return render(refusal_of(empty ? Situation::body_empty : access_token.error(), language), request.id);
  }
  const auto caller = desk_.admit(access_token->reveal(), request.client);
  if (!caller) {
    co_return refused(
        request, caller.error(),
        empty ? refusal_of(Situation::body_empty, language) : told_refusal(caller.error(), language));
  }

  const auto timeout = wanted_timeout(request, options_.timeout).value_or(options_.timeout);
  query::Question question{
      .caller = &*caller,
      .head = query_head(request, *caller->key, *caller->merchant, audit::Dialect::compatible),
      .body = request.body,
      .reading = query::Reading::compatible,
      .deadline = {request.received + timeout}};
  const auto answer = co_await service_.ask(std::move(question));
  auto response = render_compatible(answer, request.id, language);
  add_rate_headers(response, caller->key->key.burst, caller->rate);
  co_return response;
}

base::Awaitable<http::Response> CompatibleApi::token(const http::Request& request) {
  co_return issue(request, grant_from_query(request.query));
}

base::Awaitable<http::Response> CompatibleApi::stable_token(const http::Request& request) {
  const Language language = language_of(request);
  if (request.body.empty()) co_return render(refusal_of(Situation::body_empty, language), request.id);
  const auto wanted = grant_from_body(request.body);
  if (!wanted) co_return render(refusal_of(base::Code::request_malformed, {}, language), request.id);
  co_return issue(request, *wanted);
}

http::Response CompatibleApi::issue(const http::Request& request,
                                    const std::expected<GrantRequest, Situation>& wanted) {
  const Language language = language_of(request);
  if (!wanted) return render(refusal_of(wanted.error(), language), request.id);
  const auto token = desk_.issue(wanted->appid, wanted->secret.reveal(), request.client);
  if (!token) return refused(request, token.error(), told_of_secret(token.error(), language));
  issued_.add();
  return issued(*token);
}

http::Response CompatibleApi::refused(const http::Request& request, const tenancy::GateRefusal& refusal,
                                      const CompatibleRefusal& told) {
  refusals_.note(request, refusal, audit::Dialect::compatible);
  std::optional<base::Micros> wait;
  if (refusal.rate) wait = refusal.rate->retry_after;
  auto response = render(told, request.id, wait);
  if (refusal.rate && refusal.key) add_rate_headers(response, refusal.key->key.burst, *refusal.rate);
  return response;
}

}  // namespace api
