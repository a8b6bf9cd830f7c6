#include "api/console/console_gate.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "api/console/console_answer.hpp"
#include "api/console/console_cookie.hpp"
#include "api/request_facts.hpp"

namespace api {
namespace {

using base::Code;
using base::fail;

constexpr std::string_view idempotency_header = "Idempotency-Key";

bool changes_something(http::Method method) {
  return method != http::Method::get && method != http::Method::head;
}

bool is_idempotency_key(std::string_view text) {
  return text.size() >= 8 && text.size() <= 128 &&
         std::ranges::all_of(text, [](char letter) { return letter > ' ' && letter <= '~'; });
}

// All that makes two requests the same.
std::string asked_by(const http::Request& request) {
  return std::string(to_text(request.method))
      .append(" ")
      .append(request.target)
      .append("\n")
      .append(request.body);
}

http::Response again(const staff::Claim& claim) {
  auto response = console_json(std::string(claim.body.reveal()), claim.status);
  response.headers.emplace_back("Idempotent-Replayed", "true");
  return response;
}

}  // namespace

std::vector<http::Route> ConsoleGate::guard(std::vector<ConsoleRoute> routes) {
  std::vector<http::Route> guarded;
  for (ConsoleRoute& route : routes) {
    const auto row = std::make_shared<const ConsoleRoute>(std::move(route));
    guarded.push_back({row->method, row->path, row->body_limit,
                       [this, row](const http::Request& request) -> base::Awaitable<http::Response> {
                         const auto visitor = co_await admit(request, row->permission);
                         if (!visitor) co_return console_problem(request, visitor.error());
                         const bool keyed = row->method == http::Method::post &&
                                            row->permission != Permission::anybody &&
                                            request.count(idempotency_header) > 0;
                         if (keyed) co_return co_await once(request, *visitor, *row);
                         co_return co_await row->handle(request, *visitor);
                       }});
  }
  return guarded;
}

base::Awaitable<base::Result<Visitor>> ConsoleGate::admit(const http::Request& request,
                                                          Permission permission) {
  if (permission == Permission::anybody) {
    if (!is_own_origin(request)) co_return fail(Code::csrf_token_invalid);
    co_return Visitor{};
  }
  const bool with_token = request.count("Authorization") > 0;
  auto visitor = with_token ? co_await program(request) : co_await person(request);
  if (!visitor || may(*visitor, permission)) co_return visitor;
  co_return fail(visitor->account.must_change ? Code::password_change_required : Code::permission_denied);
}

// A program sends its token in every request by itself: no page can make it do so.
base::Awaitable<base::Result<Visitor>> ConsoleGate::program(const http::Request& request) {
  const auto found = co_await programs_.find(base::Secret(std::string(bearer_token(request).value_or(""))));
  if (!found) co_return fail(Code::service_unavailable);
  if (!*found) co_return fail(Code::login_required);
  co_return Visitor{{}, (*found)->second, (*found)->first.scope};
}

base::Awaitable<base::Result<Visitor>> ConsoleGate::person(const http::Request& request) {
  const auto token = session_token_of(request);
  if (token.empty()) co_return fail(Code::login_required);
  const auto found = co_await desk_.find(token);
  if (!found) co_return fail(Code::service_unavailable);
  if (!*found) co_return fail(Code::login_required);
  if (changes_something(request.method) && !is_own_page(request, token))
    co_return fail(Code::csrf_token_invalid);
  co_return Visitor{(*found)->first, (*found)->second, std::nullopt};
}

// What was begun and not answered is never done again: its gateway may have died after it was made, or the
// database after it was told. Only what was refused may be asked again with the same key.
base::Awaitable<http::Response> ConsoleGate::once(const http::Request& request, const Visitor& visitor,
                                                  const ConsoleRoute& route) {
  const std::string key(request.header(idempotency_header));
  if (!is_idempotency_key(key) || request.count(idempotency_header) > 1)
    co_return console_problem(request, Code::invalid_argument,
                              "Idempotency-Key is 8 to 128 printable characters without blanks");
  const auto claim = co_await programs_.claim(visitor.account.id, key, asked_by(request));
  if (!claim) co_return console_problem(request, claim.error());
  using Kind = staff::Claim::Kind;
  if (claim->kind == Kind::answered) co_return again(*claim);
  if (claim->kind == Kind::different)
    co_return console_problem(request, Code::conflict, "the Idempotency-Key was used for another request");
  if (claim->kind == Kind::begun)
    co_return console_problem(request, Code::conflict,
                              "a request with this Idempotency-Key was begun and not answered: look whether "
                              "it was done before you use another key");

  auto response = co_await route.handle(request, visitor);
  // The answer has to leave even if it cannot be kept: it may show a secret this once.
  if (response.status < 300 && !response.takeover) {
    (void)co_await programs_.keep(claim->id, response.status, base::Secret(response.body));
  } else if (response.status < 500) {
    (void)co_await programs_.release(claim->id);
  }
  co_return response;
}

}  // namespace api
