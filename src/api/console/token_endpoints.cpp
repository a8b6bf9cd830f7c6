#include "api/console/token_endpoints.hpp"

#include <utility>

#include "api/console/console_answer.hpp"
#include "api/console/json_body.hpp"
#include "api/console/path_number.hpp"
#include "base/json_writer.hpp"

namespace api {
namespace {

using base::Code;
using http::Method;

constexpr std::size_t token_body = 4 * 1024;

std::string access_token_json(const staff::AccessToken& token) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.number("id", token.id)
      .text("name", token.name)
      .text("scope", staff::name(token.scope))
      .text("created_at", base::to_rfc3339(token.created_at))
      .text("expires_at", base::to_rfc3339(token.expires_at));
  if (token.used_at) members.text("used_at", base::to_rfc3339(*token.used_at));
  return out + '}';
}

}  // namespace

std::vector<ConsoleRoute> TokenEndpoints::routes() {
  using T = TokenEndpoints;
  return {
      {Method::get, "/api/v1/me/tokens", Permission::account, 0, handler(this, &T::list)},
      {Method::post, "/api/v1/me/tokens", Permission::account, token_body, handler(this, &T::create)},
      {Method::del, "/api/v1/me/tokens/{id}", Permission::account, 0, handler(this, &T::revoke)},
  };
}

base::Awaitable<http::Response> TokenEndpoints::list(const http::Request& request, const Visitor& visitor) {
  const auto tokens = co_await desk_.list(visitor.account.id);
  if (!tokens) co_return console_problem(request, tokens.error());
  std::string out = "{\"tokens\":[";
  for (const staff::AccessToken& token : *tokens) {
    if (out.back() != '[') out += ',';
    out += access_token_json(token);
  }
  co_return console_json(out + "]}");
}

base::Awaitable<http::Response> TokenEndpoints::create(const http::Request& request, const Visitor& visitor) {
  if (visitor.account.must_change) co_return console_problem(request, Code::password_change_required);
  JsonBody body(request.body);
  staff::AccessToken wanted;
  wanted.name = body.text("name", true);
  const auto scope = staff::token_scope_of(body.text("scope", true));
  const auto end = base::parse_rfc3339(body.text("expires_at", true));
  if (const auto good = body.finish(); !good) co_return console_problem(request, good.error());
  if (!scope)
    co_return console_problem(request, Code::invalid_argument, "scope is read, operate or administer");
  if (!end)
    co_return console_problem(request, Code::invalid_argument,
                              "expires_at is a time such as 2027-01-01T00:00:00Z");
  wanted.scope = *scope;
  wanted.expires_at = *end;
  const auto created = co_await desk_.create(visitor.account, std::move(wanted));
  if (!created) co_return console_problem(request, created.error());
  std::string out = "{";
  base::JsonMembers(out)
      .raw("token", access_token_json(created->token))
      .text("access_token", created->text.reveal());
  co_return console_json(out + '}', 201);
}

base::Awaitable<http::Response> TokenEndpoints::revoke(const http::Request& request, const Visitor& visitor) {
  const auto id = path_number(request);
  if (!id) co_return console_problem(request, Code::not_found, "you have no such token");
  const auto revoked = co_await desk_.revoke(visitor.account, *id);
  co_return revoked ? console_done() : console_problem(request, revoked.error());
}

}  // namespace api
