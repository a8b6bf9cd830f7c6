#include "api/console/merchant_endpoints.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "api/console/console_answer.hpp"
#include "api/console/console_objects.hpp"
#include "api/console/json_body.hpp"
#include "api/console/list_page.hpp"
#include "api/console/query_reader.hpp"
#include "base/json_writer.hpp"
#include "platform/administration_checks.hpp"

namespace api {
namespace {

using base::Code;
using base::fail;
using base::Result;
using http::Method;

constexpr std::size_t merchant_body = 8 * 1024;
constexpr double longest_overlap = 30 * 24 * 60;  // minutes

Result<std::optional<tenancy::MerchantCondition>> condition_of(const std::string& text) {
  using Condition = std::optional<tenancy::MerchantCondition>;
  if (text.empty()) return Condition();
  if (text == "ready") return Condition(tenancy::MerchantCondition::ready);
  if (text == "suspended") return Condition(tenancy::MerchantCondition::suspended);
  if (text == "not_authorized") return Condition(tenancy::MerchantCondition::not_authorized);
  if (text == "not_permitted") return Condition(tenancy::MerchantCondition::not_permitted);
  return fail(Code::invalid_argument, "state is one of ready, suspended, not_authorized, not_permitted");
}

bool is_health(std::string_view text) {
  using enum tokens::Health;
  return std::ranges::any_of(std::array{healthy, refreshing, failing, needs_reauthorization, missing},
                             [&](tokens::Health health) { return tokens::name(health) == text; });
}

Result<std::optional<tenancy::KeyState>> key_state_of(const std::string& text) {
  using State = std::optional<tenancy::KeyState>;
  if (text.empty()) return State();
  using enum tenancy::KeyState;
  for (const auto state : {active, expired, revoked}) {
    if (text == tenancy::name(state)) return State(state);
  }
  return fail(Code::invalid_argument, "state is one of active, expired, revoked");
}

std::string view_json(const platform::MerchantView& view) {
  return merchant_members(view.merchant, view.token) + '}';
}

// The route's first parameter.
std::string named_in(const http::Request& request) { return std::string(request.parameters.front()); }

tenancy::KeySettings settings_of(JsonBody& body) {
  tenancy::KeySettings settings;
  settings.name = body.text("name", true);
  settings.addresses = body.texts("addresses").value_or(settings.addresses);
  settings.rate = body.number("rate").value_or(settings.rate);
  settings.burst = static_cast<int>(std::clamp(body.number("burst").value_or(settings.burst), 0.0, 1e9));
  settings.allow_in_url = body.flag("allow_in_url").value_or(false);
  return settings;
}

Result<> read_expiry(const std::string& text, tenancy::KeySettings& settings) {
  if (text.empty()) return {};
  const auto time = base::parse_rfc3339(text);
  if (!time) return fail(Code::invalid_argument, "expires_at is a time such as 2027-01-01T00:00:00Z");
  settings.expires_at = *time;
  return {};
}

}  // namespace

std::vector<ConsoleRoute> MerchantEndpoints::routes() {
  using M = MerchantEndpoints;
  return {
      {Method::get, "/api/v1/merchants", Permission::read, 0, handler(this, &M::list)},
      {Method::get, "/api/v1/merchants/{appid}", Permission::read, 0, handler(this, &M::show)},
      {Method::put, "/api/v1/merchants/{appid}/suspension", Permission::operate, merchant_body,
       handler(this, &M::suspend)},
      {Method::del, "/api/v1/merchants/{appid}/suspension", Permission::operate, 0,
       handler(this, &M::resume)},
      {Method::get, "/api/v1/merchants/{appid}/keys", Permission::read, 0, handler(this, &M::keys)},
      {Method::post, "/api/v1/merchants/{appid}/keys", Permission::operate, merchant_body,
       handler(this, &M::create_key)},
      {Method::post, "/api/v1/keys/{key_id}/rotation", Permission::operate, merchant_body,
       handler(this, &M::rotate_key)},
      {Method::del, "/api/v1/keys/{key_id}", Permission::operate, 0, handler(this, &M::revoke_key)},
  };
}

base::Awaitable<http::Response> MerchantEndpoints::list(const http::Request& request,
                                                        const Visitor& visitor) {
  QueryReader query(request.query);
  tenancy::MerchantPageRequest wanted;
  wanted.search = query.text("search");
  wanted.after = query.text("after");
  wanted.health = query.text("health");
  const std::size_t limit = page_limit(query);
  wanted.limit = limit + 1;
  wanted.scope = visitor.account.bounds.merchants;
  const auto condition = condition_of(query.text("state"));
  if (const auto good = query.finish(); !good) co_return console_problem(request, good.error());
  if (!condition) co_return console_problem(request, condition.error());
  wanted.condition = *condition;
  if (!wanted.health.empty() && !is_health(wanted.health))
    co_return console_problem(
        request, Code::invalid_argument,
        "health is one of healthy, refreshing, failing, needs_reauthorization, missing");
  const auto page = co_await desk_.page(std::move(wanted));
  if (!page) co_return console_problem(request, page.error());
  co_return console_json(page_json("merchants", *page, limit, view_json,
                                   [](const platform::MerchantView& view) { return view.merchant.appid; }));
}

base::Awaitable<http::Response> MerchantEndpoints::show(const http::Request& request,
                                                        const Visitor& visitor) {
  const auto shown = co_await desk_.show(named_in(request), visitor.account.bounds.merchants);
  if (!shown) co_return console_problem(request, shown.error());
  co_return console_json(merchant_json(shown->view.merchant, shown->view.token, shown->details));
}

base::Awaitable<http::Response> MerchantEndpoints::suspend(const http::Request& request,
                                                           const Visitor& visitor) {
  JsonBody body(request.body);
  const std::string reason = body.text("reason", true);
  if (const auto good = body.finish(); !good) co_return console_problem(request, good.error());
  if (reason.empty()) co_return console_problem(request, Code::invalid_argument, "reason says why");
  const auto done = co_await desk_.suspend(visitor.actor(), named_in(request), reason);
  co_return done ? console_done() : console_problem(request, done.error());
}

base::Awaitable<http::Response> MerchantEndpoints::resume(const http::Request& request,
                                                          const Visitor& visitor) {
  const auto done = co_await desk_.resume(visitor.actor(), named_in(request));
  co_return done ? console_done() : console_problem(request, done.error());
}

base::Awaitable<http::Response> MerchantEndpoints::keys(const http::Request& request,
                                                        const Visitor& visitor) {
  const std::string appid = named_in(request);
  QueryReader query(request.query);
  const auto state = key_state_of(query.text("state"));
  const std::string after = query.text("after");
  const std::size_t limit = page_limit(query);
  if (const auto good = query.finish(); !good) co_return console_problem(request, good.error());
  if (!state) co_return console_problem(request, state.error());
  if (!after.empty() && !platform::check_key_id(after))
    co_return console_problem(request, Code::invalid_argument, "after is what the page before told as next");
  const auto listed =
      co_await desk_.keys(appid, visitor.account.bounds.merchants, {*state, after, limit + 1});
  if (!listed) co_return console_problem(request, listed.error());
  const auto write = [&appid, now = clock_.wall()](const tenancy::ApiKey& key) {
    return key_json(key, appid, now);
  };
  co_return console_json(
      page_json("keys", *listed, limit, write, [](const tenancy::ApiKey& key) { return key.key_id; }));
}

base::Awaitable<http::Response> MerchantEndpoints::create_key(const http::Request& request,
                                                              const Visitor& visitor) {
  JsonBody body(request.body);
  tenancy::KeySettings settings = settings_of(body);
  const std::string expiry = body.text("expires_at");
  if (const auto good = body.finish(); !good) co_return console_problem(request, good.error());
  if (const auto good = read_expiry(expiry, settings); !good)
    co_return console_problem(request, good.error());
  const std::string appid = named_in(request);
  const auto created = co_await desk_.create_key(visitor.actor(), appid, std::move(settings));
  if (!created) co_return console_problem(request, created.error());
  std::string out = "{";
  base::JsonMembers(out)
      .raw("key", key_json(created->key, appid, clock_.wall()))
      .text("api_key", created->text.reveal());
  co_return console_json(out + '}', 201);
}

base::Awaitable<http::Response> MerchantEndpoints::rotate_key(const http::Request& request,
                                                              const Visitor& visitor) {
  JsonBody body(request.body);
  const double overlap = body.number("overlap_minutes").value_or(24 * 60);
  if (const auto good = body.finish(); !good) co_return console_problem(request, good.error());
  if (!(overlap >= 0 && overlap <= longest_overlap))
    co_return console_problem(request, Code::invalid_argument, "overlap_minutes is 0 to 43200");
  const auto rotated = co_await desk_.rotate_key(visitor.actor(), named_in(request),
                                                 std::chrono::seconds(std::llround(overlap * 60)));
  if (!rotated) co_return console_problem(request, rotated.error());
  const auto& [created, old, appid] = *rotated;
  std::string out = "{";
  base::JsonMembers(out)
      .raw("key", key_json(created.key, appid, clock_.wall()))
      .text("api_key", created.text.reveal())
      .raw("old", key_json(old, appid, clock_.wall()));
  co_return console_json(out + '}', 201);
}

base::Awaitable<http::Response> MerchantEndpoints::revoke_key(const http::Request& request,
                                                              const Visitor& visitor) {
  const auto revoked = co_await desk_.revoke_key(visitor.actor(), named_in(request));
  co_return revoked ? console_done() : console_problem(request, revoked.error());
}

}  // namespace api
