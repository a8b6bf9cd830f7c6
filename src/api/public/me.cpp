#include "api/public/me.hpp"

#include <array>
#include <charconv>
#include <string>

#include "base/json_writer.hpp"
#include "query/admission.hpp"
#include "tokens/health.hpp"

namespace api {
namespace {

std::string to_json(double value) {
  std::array<char, 32> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end};
}

void append_time_or_null(base::JsonMembers& members, std::string_view name,
                         const std::optional<base::WallTime>& time) {
  if (time) {
    members.text(name, base::to_rfc3339(*time));
  } else {
    members.raw(name, "null");
  }
}

std::string_view account_kind(const tenancy::Merchant& merchant) {
  if (merchant.is_service_account()) return "service_account";
  return merchant.mini_program || merchant.service_type ? "other" : "unknown";
}

void append_token(std::string& out, const tokens::HealthReport& report) {
  out += '{';
  base::JsonMembers members(out);
  members.text("health", name(report.health));
  append_time_or_null(members, "expires_at", report.expires_at);
  if (report.failing_since) {
    append_time_or_null(members, "failing_since", report.failing_since);
    members.number("failures", report.failures);
  }
  if (report.last_errcode) members.number("last_errcode", *report.last_errcode);
  out += '}';
}

void append_limits(std::string& out, const tenancy::Caller& caller) {
  const auto reset = std::chrono::ceil<std::chrono::seconds>(caller.rate.reset);
  out += '{';
  base::JsonMembers(out)
      .raw("queries_per_second", to_json(caller.key->key.rate))
      .number("burst", caller.key->key.burst)
      .number("remaining", caller.rate.remaining)
      .number("reset_seconds", reset.count());
  out += '}';
}

void append_key(std::string& out, const tenancy::ApiKey& key) {
  out += '{';
  base::JsonMembers members(out);
  members.text("id", key.key_id).text("name", key.name);
  append_time_or_null(members, "expires_at", key.expires_at);
  out += '}';
}

}  // namespace

http::Response render_me(const tenancy::Caller& caller, const std::optional<tokens::TokenState>& token,
                         base::WallTime now) {
  const tenancy::Merchant& merchant = *caller.merchant;
  const auto report = tokens::health(token, now);
  const auto refusal = query::expected_refusal(merchant, report);
  http::Response response;
  response.content_type = "application/json";
  response.headers = {{"Cache-Control", "no-store"}};

  std::string& out = response.body;
  out = "{";
  base::JsonMembers members(out);
  members.text("appid", merchant.appid)
      .text("name", merchant.nick_name)
      .boolean("authorized", merchant.authorized)
      .boolean("suspended", merchant.suspended_at.has_value())
      .boolean("permission_set_46", merchant.holds_permission_set(tenancy::marketcode_permission_set))
      .text("account_kind", account_kind(merchant));
  if (refusal) members.text("refusal", base::name(*refusal));
  append_token(members.key("token"), report);
  append_limits(members.key("limits"), caller);
  append_key(members.key("key"), caller.key->key);
  out += '}';
  return response;
}

}  // namespace api
