#include "api/console/staff_endpoints.hpp"

#include <utility>

#include "api/console/console_answer.hpp"
#include "api/console/console_objects.hpp"
#include "api/console/json_body.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "db/transaction.hpp"
#include "staff/account_store.hpp"
#include "tenancy/tenancy_store.hpp"

namespace api {
namespace {

using base::Code;
using base::fail;
using base::Result;
using http::Method;

constexpr std::size_t small_body = 16 * 1024;

// What a body says of an account; merchants are named there, and numbered in the database.
struct WantedAccount {
  std::optional<std::string> full_name;
  std::optional<std::string> role;
  std::optional<std::vector<std::string>> merchants;
  std::optional<std::string> first_day;
  std::optional<std::string> last_day;
  std::optional<std::string> ends_at;
  std::optional<bool> disabled;
};

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

Result<std::vector<int>> numbers_of(db::Connection& connection, const std::vector<std::string>& appids) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<std::vector<int>> {
    std::vector<int> numbers;
    for (const std::string& appid : appids) {
      const auto merchant = tenancy::find_merchant(transaction, appid);
      if (!merchant) return fail(Code::invalid_argument, "there is no merchant " + appid);
      numbers.push_back(merchant->id);
    }
    return numbers;
  });
}

// "" is no end.
Result<std::optional<base::WallTime>> end_of(const std::string& text) {
  using End = std::optional<base::WallTime>;
  if (text.empty()) return End();
  const auto time = base::parse_rfc3339(text);
  if (!time) return fail(Code::invalid_argument, "ends_at is a time such as 2027-01-01T00:00:00Z, or empty");
  return End(*time);
}

Result<staff::Account> apply(db::Connection& connection, const WantedAccount& wanted,
                             staff::Account account) {
  if (wanted.role) {
    const auto role = staff::role_of(*wanted.role);
    if (!role) return fail(Code::invalid_argument, "role is admin, operator or auditor");
    account.role = *role;
  }
  account.full_name = wanted.full_name.value_or(account.full_name);
  account.bounds.first_day = wanted.first_day.value_or(account.bounds.first_day);
  account.bounds.last_day = wanted.last_day.value_or(account.bounds.last_day);
  if (wanted.merchants) {
    auto numbers = numbers_of(connection, *wanted.merchants);
    if (!numbers) return std::unexpected(numbers.error());
    account.bounds.merchants = std::move(*numbers);
  }
  if (wanted.ends_at) {
    const auto end = end_of(*wanted.ends_at);
    if (!end) return std::unexpected(end.error());
    account.ends_at = *end;
  }
  return account;
}

Result<staff::Account> account_named(db::Connection& connection, const std::string& name) {
  return db::in_transaction(
      connection, [&](db::Transaction& transaction) { return staff::lock_account(transaction, name); });
}

}  // namespace

std::vector<ConsoleRoute> StaffEndpoints::routes() {
  const auto own = [this](auto method) {
    return [this, method](const http::Request& request, const Visitor& visitor) {
      return (this->*method)(request, visitor);
    };
  };
  using S = StaffEndpoints;
  constexpr auto admin = Permission::administer;
  return {
      {Method::get, "/api/v1/staff", admin, 0, own(&S::list)},
      {Method::post, "/api/v1/staff", admin, small_body, own(&S::create)},
      {Method::patch, "/api/v1/staff/{name}", admin, small_body, own(&S::change)},
      {Method::del, "/api/v1/staff/{name}/password", admin, 0, own(&S::reset_password)},
      {Method::del, "/api/v1/staff/{name}/totp", admin, 0, own(&S::reset_second_factor)},
  };
}

base::Awaitable<http::Response> StaffEndpoints::list(const http::Request& request, const Visitor&) {
  const auto listed = co_await run([](db::Connection& connection) {
    return db::in_transaction(connection, [](db::Transaction& transaction) -> Result<std::string> {
      std::string out = "{\"staff\":[";
      for (const staff::Account& account : staff::list_accounts(transaction)) {
        if (out.back() != '[') out += ',';
        out += account_json(account);
      }
      return out + "]}";
    });
  });
  co_return listed ? console_json(*listed) : console_problem(request, listed.error());
}

base::Awaitable<http::Response> StaffEndpoints::create(const http::Request& request, const Visitor& visitor) {
  JsonBody body(request.body);
  const std::string name = body.text("name", true);
  const WantedAccount wanted = read_wanted(body);
  if (const auto good = body.finish(); !good) co_return console_problem(request, good.error());
  if (!wanted.role) co_return console_problem(request, Code::invalid_argument, "role is missing");
  const auto created = co_await run([this, actor = visitor.actor(), name,
                                     wanted](db::Connection& connection) -> Result<staff::Accounts::Created> {
    staff::Account account;
    account.name = name;
    auto made = apply(connection, wanted, std::move(account));
    if (!made) return std::unexpected(made.error());
    return accounts_.create(connection, actor, std::move(*made), base::Secret());
  });
  if (!created) co_return console_problem(request, created.error());
  std::string out = "{";
  base::JsonMembers(out)
      .raw("account", account_json(created->account))
      .text("password", created->password.reveal());
  co_return console_json(out + '}', 201);
}

base::Awaitable<http::Response> StaffEndpoints::change(const http::Request& request, const Visitor& visitor) {
  JsonBody body(request.body);
  WantedAccount wanted = read_wanted(body);
  wanted.disabled = body.flag("disabled");
  if (const auto good = body.finish(); !good) co_return console_problem(request, good.error());
  const std::string matched(request.header("If-Match"));
  const auto changed =
      co_await run([this, actor = visitor.actor(), name = std::string(request.parameters.front()), wanted,
                    matched](db::Connection& connection) -> Result<staff::Account> {
        auto before = account_named(connection, name);
        if (!before) return before;
        if (!matched.empty() && matched != etag_of(before->version))
          return fail(Code::conflict, "somebody else has changed the account meanwhile");
        auto after = apply(connection, wanted, *before);
        if (!after) return after;
        return accounts_.change(connection, actor, name,
                                {.full_name = after->full_name,
                                 .role = after->role,
                                 .bounds = after->bounds,
                                 .ends_at = after->ends_at,
                                 .disabled = wanted.disabled});
      });
  if (!changed) co_return console_problem(request, changed.error());
  auto response = console_json(account_json(*changed));
  response.headers.emplace_back("ETag", etag_of(changed->version));
  co_return response;
}

base::Awaitable<http::Response> StaffEndpoints::reset_password(const http::Request& request,
                                                               const Visitor& visitor) {
  const auto made =
      co_await run([this, actor = visitor.actor(),
                    name = std::string(request.parameters.front())](db::Connection& connection) {
        return accounts_.reset_password(connection, actor, name, base::Secret());
      });
  if (!made) co_return console_problem(request, made.error());
  std::string out = "{";
  base::JsonMembers(out).text("password", made->reveal());
  co_return console_json(out + '}');
}

base::Awaitable<http::Response> StaffEndpoints::reset_second_factor(const http::Request& request,
                                                                    const Visitor& visitor) {
  const auto done = co_await run(
      [this, actor = visitor.actor(), name = std::string(request.parameters.front())](
          db::Connection& connection) { return accounts_.reset_second_factor(connection, actor, name); });
  co_return done ? console_done() : console_problem(request, done.error());
}

}  // namespace api
