#include "api/console/console_gate.hpp"

#include <memory>
#include <utility>

#include "api/console/console_answer.hpp"
#include "api/console/console_cookie.hpp"

namespace api {
namespace {

using base::Code;
using base::fail;

bool changes_something(http::Method method) {
  return method != http::Method::get && method != http::Method::head;
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
  const auto token = session_token_of(request);
  if (token.empty()) co_return fail(Code::login_required);
  const auto found = co_await desk_.find(token);
  if (!found) co_return fail(Code::service_unavailable);
  if (!*found) co_return fail(Code::login_required);
  if (changes_something(request.method) && !is_own_page(request, token))
    co_return fail(Code::csrf_token_invalid);
  Visitor visitor{(*found)->first, (*found)->second};
  if (may(visitor.account, permission)) co_return visitor;
  co_return fail(visitor.account.must_change ? Code::password_change_required : Code::permission_denied);
}

}  // namespace api
