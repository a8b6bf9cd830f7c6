#include "api/console/staff_endpoints.hpp"

#include <utility>

#include "api/console/console_answer.hpp"
#include "api/console/console_objects.hpp"
#include "api/console/json_body.hpp"
#include "api/console/list_page.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace api {
namespace {

using base::Code;
using base::fail;
using base::Result;
using http::Method;

constexpr std::size_t staff_body = 16 * 1024;

std::optional<std::string> text_if_given(JsonBody& body, std::string_view name) {
  if (!body.has(name)) return std::nullopt;
  return body.text(name);
}

WantedAccount read_wanted(JsonBody& body) {
  WantedAccount wanted;
  wanted.full_name = text_if_given(body, "full_name");
  wanted.role = text_if_given(body, "role");
  wanted.merchants = body.texts("merchants");
  wanted.first_day = text_if_given(body, "first_day");
  wanted.last_day = text_if_given(body, "last_day");
  wanted.ends_at = text_if_given(body, "ends_at");
  return wanted;
}

// "" is no end.
Result<std::optional<base::WallTime>> end_of(const std::string& text) {
  using End = std::optional<base::WallTime>;
  if (text.empty()) return End();
  const auto time = base::parse_rfc3339(text);
  if (!time) return fail(Code::invalid_argument, "ends_at is a time such as 2027-01-01T00:00:00Z, or empty");
  return End(*time);
}

// "<version>" in quotes; 0: whichever it is. Nothing: it cannot be one.
std::optional<int> version_of(std::string_view etag) {
  if (etag.empty() || etag == "*") return 0;
  if (etag.size() < 3 || etag.front() != '"' || etag.back() != '"') return std::nullopt;
  const auto number = base::parse_uint64(etag.substr(1, etag.size() - 2));
  if (!number || *number == 0 || *number > 2'147'483'647) return std::nullopt;
  return static_cast<int>(*number);
}

// As the path names it; empty, which none is called, when it cannot be read.
std::string account_in(const http::Request& request) { return http::path_parameter(request, 0).value_or(""); }

}  // namespace

std::vector<ConsoleRoute> StaffEndpoints::routes() {
  using S = StaffEndpoints;
  constexpr auto admin = Permission::administer;
  return {
      {Method::get, "/api/v1/staff", admin, 0, handler(this, &S::list)},
      {Method::post, "/api/v1/staff", admin, staff_body, handler(this, &S::create)},
      {Method::patch, "/api/v1/staff/{name}", admin, staff_body, handler(this, &S::change)},
      {Method::del, "/api/v1/staff/{name}/password", admin, 0, handler(this, &S::reset_password)},
      {Method::del, "/api/v1/staff/{name}/totp", admin, 0, handler(this, &S::reset_second_factor)},
  };
}

base::Awaitable<Result<staff::Account>> StaffEndpoints::wanted(const WantedAccount& body,
                                                               staff::Account account) {
  if (body.role) {
    const auto role = staff::role_of(*body.role);
    if (!role) co_return fail(Code::invalid_argument, "role is admin, operator or auditor");
    account.role = *role;
  }
  account.full_name = body.full_name.value_or(account.full_name);
  account.bounds.first_day = body.first_day.value_or(account.bounds.first_day);
  account.bounds.last_day = body.last_day.value_or(account.bounds.last_day);
  if (body.merchants) {
    auto numbers = co_await merchants_.numbers_of(*body.merchants);
    if (!numbers) co_return std::unexpected(numbers.error());
    account.bounds.merchants = std::move(*numbers);
  }
  if (body.ends_at) {
    const auto end = end_of(*body.ends_at);
    if (!end) co_return std::unexpected(end.error());
    account.ends_at = *end;
  }
  co_return account;
}

base::Awaitable<http::Response> StaffEndpoints::list(const http::Request& request, const Visitor&) {
  QueryReader query(request.query);
  const std::string after = query.text("after");
  const std::size_t limit = page_limit(query);
  if (const auto good = query.finish(); !good) co_return console_problem(request, good.error());
  const auto listed = co_await desk_.accounts(after, limit + 1);
  if (!listed) co_return console_problem(request, listed.error());
  co_return console_json(page_json("staff", *listed, limit, account_json,
                                   [](const staff::Account& account) { return account.name; }));
}

base::Awaitable<http::Response> StaffEndpoints::create(const http::Request& request, const Visitor& visitor) {
  JsonBody body(request.body);
  staff::Account account;
  account.name = body.text("name", true);
  const WantedAccount read = read_wanted(body);
  if (const auto good = body.finish(); !good) co_return console_problem(request, good.error());
  if (!read.role) co_return console_problem(request, Code::invalid_argument, "role is missing");
  auto made = co_await wanted(read, std::move(account));
  if (!made) co_return console_problem(request, made.error());
  const auto created = co_await desk_.create(visitor.actor(), std::move(*made));
  if (!created) co_return console_problem(request, created.error());
  std::string out = "{";
  base::JsonMembers(out)
      .raw("account", account_json(created->account))
      .text("password", created->password.reveal());
  co_return console_json(out + '}', 201);
}

base::Awaitable<http::Response> StaffEndpoints::change(const http::Request& request, const Visitor& visitor) {
  JsonBody body(request.body);
  WantedAccount read = read_wanted(body);
  read.disabled = body.flag("disabled");
  if (const auto good = body.finish(); !good) co_return console_problem(request, good.error());
  const auto version = version_of(request.header("If-Match"));
  if (!version)
    co_return console_problem(request, Code::invalid_argument, "If-Match is the account's version in quotes");
  const std::string name = account_in(request);
  const auto known = co_await desk_.find_account(name);
  if (!known) co_return console_problem(request, known.error());
  const auto after = co_await wanted(read, *known);
  if (!after) co_return console_problem(request, after.error());
  // What was read is what is changed, or nothing is.
  const staff::AccountChange change{.full_name = after->full_name,
                                    .role = after->role,
                                    .bounds = after->bounds,
                                    .ends_at = after->ends_at,
                                    .disabled = read.disabled};
  const auto changed =
      co_await desk_.change(visitor.actor(), name, change, *version == 0 ? known->version : *version);
  if (!changed) co_return console_problem(request, changed.error());
  auto response = console_json(account_json(*changed));
  response.headers.emplace_back("ETag", etag_of(changed->version));
  co_return response;
}

base::Awaitable<http::Response> StaffEndpoints::reset_password(const http::Request& request,
                                                               const Visitor& visitor) {
  const auto made = co_await desk_.reset_password(visitor.actor(), account_in(request));
  if (!made) co_return console_problem(request, made.error());
  std::string out = "{";
  base::JsonMembers(out).text("password", made->reveal());
  co_return console_json(out + '}');
}

base::Awaitable<http::Response> StaffEndpoints::reset_second_factor(const http::Request& request,
                                                                    const Visitor& visitor) {
  const auto done = co_await desk_.reset_second_factor(visitor.actor(), account_in(request));
  co_return done ? console_done() : console_problem(request, done.error());
}

}  // namespace api
