#include "api/console/session_endpoints.hpp"

#include <utility>

#include "api/console/console_answer.hpp"
#include "api/console/console_cookie.hpp"
#include "api/console/console_objects.hpp"
#include "api/console/json_body.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace api {
namespace {

using base::Code;
using base::fail;
using http::Method;

constexpr std::size_t session_body = 4 * 1024;
constexpr std::string_view issuer = "marketcode-gateway";

std::string session_json(const staff::Session& session, int own) {
  std::string out = "{";
  base::JsonMembers(out)
      .number("id", session.id)
      .boolean("current", session.id == own)
      .boolean("second_factor", session.second_factor)
      .text("client", session.client.to_string())
      .text("agent", session.agent)
      .text("created_at", base::to_rfc3339(session.created_at))
      .text("seen_at", base::to_rfc3339(session.seen_at));
  return out + '}';
}

std::string greeting(const staff::Account& account, const staff::Session& session,
                     const base::Secret& token) {
  std::string out = "{";
  base::JsonMembers(out)
      .raw("account", account_json(account))
      .raw("session", session_json(session, session.id))
      .text("csrf_token", staff::csrf_token_of(token));
  return out + '}';
}

base::Error log_in_refusal(const staff::LogInOutcome& outcome) {
  switch (outcome.refusal) {
    case staff::LogInRefusal::second_factor:
      return fail(Code::second_factor_required).error();
    case staff::LogInRefusal::too_fast:
      return {Code::login_throttled, {}, {}, outcome.wait};
    default:
      return fail(Code::login_failed).error();
  }
}

}  // namespace

std::vector<ConsoleRoute> SessionEndpoints::routes() {
  return {
      {Method::post, "/api/v1/session", Permission::anybody, session_body,
       [this](const http::Request& request, const Visitor&) { return log_in(request); }},
      {Method::get, "/api/v1/session", Permission::account, 0, handler(this, &SessionEndpoints::show)},
      {Method::del, "/api/v1/session", Permission::account, 0, handler(this, &SessionEndpoints::log_out)},
      {Method::get, "/api/v1/me/sessions", Permission::account, 0, handler(this, &SessionEndpoints::list)},
      {Method::del, "/api/v1/me/sessions", Permission::account, 0,
       handler(this, &SessionEndpoints::end_others)},
      {Method::del, "/api/v1/me/sessions/{id}", Permission::account, 0,
       handler(this, &SessionEndpoints::end)},
      {Method::put, "/api/v1/me/password", Permission::account, session_body,
       handler(this, &SessionEndpoints::change_password)},
      {Method::post, "/api/v1/me/totp", Permission::account, 0, handler(this, &SessionEndpoints::begin_totp)},
      {Method::put, "/api/v1/me/totp", Permission::account, session_body,
       handler(this, &SessionEndpoints::confirm_totp)},
      {Method::del, "/api/v1/me/totp", Permission::account, session_body,
       handler(this, &SessionEndpoints::remove_totp)},
  };
}

base::Awaitable<http::Response> SessionEndpoints::log_in(const http::Request& request) {
  JsonBody body(request.body);
  staff::LogIn attempt;
  attempt.name = body.text("name", true);
  attempt.password = body.secret("password", true);
  attempt.code = body.secret("code");
  attempt.client = request.client;
  attempt.agent = request.header("User-Agent");
  if (const auto good = body.finish(); !good) co_return console_problem(request, good.error());
  const auto outcome = co_await desk_.log_in(std::move(attempt));
  if (!outcome) co_return console_problem(request, outcome.error());
  if (outcome->refusal != staff::LogInRefusal::none)
    co_return console_problem(request, log_in_refusal(*outcome));
  auto response = console_json(greeting(outcome->account, outcome->session, outcome->token));
  response.headers.emplace_back("Set-Cookie", session_cookie(outcome->token));
  co_return response;
}

base::Awaitable<http::Response> SessionEndpoints::show(const http::Request& request, const Visitor& visitor) {
  co_return console_json(greeting(visitor.account, visitor.session, session_token_of(request)));
}

base::Awaitable<http::Response> SessionEndpoints::log_out(const http::Request& request,
                                                          const Visitor& visitor) {
  const auto ended = co_await desk_.end(visitor.account.id, visitor.session.id);
  if (!ended) co_return console_problem(request, ended.error());
  auto response = console_done();
  response.headers.emplace_back("Set-Cookie", no_session_cookie());
  co_return response;
}

base::Awaitable<http::Response> SessionEndpoints::list(const http::Request& request, const Visitor& visitor) {
  const auto sessions = co_await desk_.sessions(visitor.account.id);
  if (!sessions) co_return console_problem(request, sessions.error());
  std::string out = "{\"sessions\":[";
  for (const staff::Session& session : *sessions) {
    if (out.back() != '[') out += ',';
    out += session_json(session, visitor.session.id);
  }
  co_return console_json(out + "]}");
}

base::Awaitable<http::Response> SessionEndpoints::end(const http::Request& request, const Visitor& visitor) {
  const auto id = base::parse_uint64(request.parameters.front());
  if (!id || *id > 2'147'483'647)
    co_return console_problem(request, Code::not_found, "there is no such session");
  const auto ended = co_await desk_.end(visitor.account.id, static_cast<int>(*id));
  co_return ended ? console_done() : console_problem(request, ended.error());
}

base::Awaitable<http::Response> SessionEndpoints::end_others(const http::Request& request,
                                                             const Visitor& visitor) {
  const auto ended = co_await desk_.end_all_but(visitor.account.id, visitor.session.id);
  co_return ended ? console_done() : console_problem(request, ended.error());
}

base::Awaitable<http::Response> SessionEndpoints::change_password(const http::Request& request,
                                                                  const Visitor& visitor) {
  JsonBody body(request.body);
  const auto old_one = body.secret("old", true);
  const auto new_one = body.secret("new", true);
  if (const auto good = body.finish(); !good) co_return console_problem(request, good.error());
  const auto changed = co_await desk_.change_password(visitor.account, visitor.session, old_one, new_one);
  co_return changed ? console_done() : console_problem(request, changed.error());
}

base::Awaitable<http::Response> SessionEndpoints::begin_totp(const http::Request&, const Visitor& visitor) {
  const auto enrolment = desk_.begin_second_factor(visitor.account, issuer);
  std::string out = "{";
  base::JsonMembers(out).text("secret", enrolment.text.reveal()).text("uri", enrolment.uri.reveal());
  co_return console_json(out + '}');
}

base::Awaitable<http::Response> SessionEndpoints::confirm_totp(const http::Request& request,
                                                               const Visitor& visitor) {
  JsonBody body(request.body);
  const auto secret = body.secret("secret", true);
  const auto code = body.secret("code", true);
  if (const auto good = body.finish(); !good) co_return console_problem(request, good.error());
  const auto codes = co_await desk_.set_second_factor(visitor.account, secret, code);
  if (!codes) co_return console_problem(request, codes.error());
  std::string out = "{\"recovery_codes\":[";
  for (const base::Secret& one : *codes) {
    if (out.back() != '[') out += ',';
    base::append_json_string(out, one.reveal());
  }
  co_return console_json(out + "]}");
}

base::Awaitable<http::Response> SessionEndpoints::remove_totp(const http::Request& request,
                                                              const Visitor& visitor) {
  JsonBody body(request.body);
  const auto password = body.secret("password", true);
  if (const auto good = body.finish(); !good) co_return console_problem(request, good.error());
  const auto removed = co_await desk_.remove_second_factor(visitor.account, password);
  co_return removed ? console_done() : console_problem(request, removed.error());
}

}  // namespace api
