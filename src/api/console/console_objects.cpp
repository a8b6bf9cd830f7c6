#include "api/console/console_objects.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

#include "base/json_writer.hpp"
#include "query/admission.hpp"
#include "tenancy/permission_sets.hpp"

namespace api {
namespace {

void append_time(base::JsonMembers& members, std::string_view name,
                 const std::optional<base::WallTime>& time) {
  if (time) members.text(name, base::to_rfc3339(*time));
}

std::string number(double value) {
  std::array<char, 32> digits;
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return {digits.data(), end};
}

std::string_view kind_of(const tenancy::Merchant& merchant) {
  if (merchant.is_service_account()) return "service_account";
  if (merchant.mini_program) return "mini_program";
  return merchant.service_type ? "subscription_account" : "unknown";
}

std::string sets_json(std::vector<int> sets) {
  std::ranges::sort(sets);
  std::string out = "[";
  for (const int set : sets) {
    if (out.size() > 1) out += ',';
    out += '{';
    base::JsonMembers(out)
        .number("id", set)
        .text("name", tenancy::permission_set_name(set))
        .boolean("needed", set == tenancy::marketcode_permission_set);
    out += '}';
  }
  return out + ']';
}

std::string health_json(const tokens::HealthReport& report) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("health", name(report.health));
  append_time(members, "expires_at", report.expires_at);
  append_time(members, "failing_since", report.failing_since);
  if (report.failing_since) members.number("failures", report.failures);
  if (report.last_errcode) members.number("last_errcode", *report.last_errcode);
  return out + '}';
}

template <class T, class Text>
std::string strings_json(const std::vector<T>& all, Text text) {
  std::string out = "[";
  for (const T& one : all) {
    if (out.size() > 1) out += ',';
    base::append_json_string(out, std::invoke(text, one));
  }
  return out + ']';
}

}  // namespace

std::string merchant_members(const tenancy::Merchant& merchant, const tokens::HealthReport& token) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("appid", merchant.appid)
      .text("name", merchant.nick_name)
      .text("company", merchant.principal_name)
      .text("account_kind", kind_of(merchant))
      .boolean("authorized", merchant.authorized)
      .number("authorization", merchant.authorization_version)
      .boolean("permission_set_46", merchant.holds_permission_set(tenancy::marketcode_permission_set))
      .raw("token", health_json(token));
  append_time(members, "suspended_at", merchant.suspended_at);
  append_time(members, "state_read_at", merchant.state_read_at);
  if (const auto refusal = query::expected_refusal(merchant, token))
    members.text("refusal", base::name(*refusal));
  return out;
}

std::string merchant_json(const tenancy::Merchant& merchant, const tokens::HealthReport& token,
                          const tenancy::MerchantDetails& details) {
  std::string out = merchant_members(merchant, token);
  base::JsonMembers members(out, false);
  members.raw("permission_sets", sets_json(merchant.permission_sets))
      .text_unless_empty("user_name", details.user_name)
      .boolean("verified", details.verify_type.value_or(-1) >= 0)
      .text("created_at", base::to_rfc3339(details.created_at))
      .text_unless_empty("suspended_reason", details.suspended_reason);
  append_time(members, "authorized_at", details.authorized_at);
  append_time(members, "unauthorized_at", details.unauthorized_at);
  return out + '}';
}

std::string key_json(const tenancy::ApiKey& key, const std::string& appid, base::WallTime now) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("key_id", key.key_id)
      .text("merchant", appid)
      .text("name", key.name)
      .text("state", tenancy::name(tenancy::state_of(key, now)))
      .raw("addresses", strings_json(key.addresses, &base::Cidr::text))
      .raw("rate", number(key.rate))
      .number("burst", key.burst)
      .boolean("allow_in_url", key.allow_in_url)
      .text("created_at", base::to_rfc3339(key.created_at))
      .text("created_by", key.created_by);
  append_time(members, "expires_at", key.expires_at);
  append_time(members, "last_used_at", key.last_used_at);
  append_time(members, "revoked_at", key.revoked_at);
  return out + '}';
}

std::string account_json(const staff::Account& account) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("name", account.name)
      .text("full_name", account.full_name)
      .text("role", staff::name(account.role))
      .boolean("must_change_password", account.must_change)
      .boolean("second_factor", account.second_factor)
      .number("version", account.version);
  if (account.role == staff::Role::auditor) {
    members.raw("merchants", strings_json(account.merchant_appids, std::identity()))
        .text_unless_empty("first_day", account.bounds.first_day)
        .text_unless_empty("last_day", account.bounds.last_day);
  }
  members.text("created_at", base::to_rfc3339(account.created_at));
  append_time(members, "ends_at", account.ends_at);
  append_time(members, "disabled_at", account.disabled_at);
  append_time(members, "seen_at", account.seen_at);
  return out + '}';
}

std::string etag_of(std::int64_t version) { return "\"" + std::to_string(version) + "\""; }

}  // namespace api
