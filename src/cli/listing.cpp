#include "cli/listing.hpp"

#include <charconv>

#include "base/json_writer.hpp"
#include "cli/table.hpp"

namespace cli {
namespace {

std::string number(double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return {digits, end};
}

template <class T, class F>
auto each(const std::vector<T>& values, F f) {
  std::vector<decltype(f(values.front()))> results;
  results.reserve(values.size());
  for (const T& value : values) {
    results.push_back(f(value));
  }
  return results;
}

std::vector<std::string> texts(const std::vector<base::Cidr>& ranges) {
  return each(ranges, [](const base::Cidr& range) { return range.text(); });
}

std::vector<std::string> texts(const std::vector<int>& numbers) {
  return each(numbers, [](int value) { return std::to_string(value); });
}

std::string json_array(const std::vector<std::string>& objects) {
  return "[" + joined(objects, ",\n ") + "]\n";
}

std::string json_strings(std::vector<std::string> values) {
  for (std::string& value : values) {
    std::string quoted;
    base::append_json_string(quoted, value);
    value = quoted;
  }
  return "[" + joined(values, ",") + "]";
}

tokens::HealthReport report_of(const TokenReports& tokens, const tenancy::Merchant& merchant) {
  const auto found = tokens.find(merchant.id);
  return found == tokens.end() ? tokens::HealthReport{} : found->second;
}

std::string json_of_merchant(const tenancy::Merchant& merchant, const TokenReports& tokens,
                             const ReauthorizationLinks& links) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("appid", merchant.appid).text("nick_name", merchant.nick_name);
  if (merchant.service_type) members.number("service_type", *merchant.service_type);
  members.boolean("mini_program", merchant.mini_program)
      .raw("permission_sets", "[" + joined(texts(merchant.permission_sets), ",") + "]")
      .boolean("authorized", merchant.authorized)
      .number("authorization", merchant.authorization_version);
  add_time(members, "suspended_at", merchant.suspended_at);
  add_time(members, "state_read_at", merchant.state_read_at);
  members.text("state", state_of(merchant)).raw("token", json_of(report_of(tokens, merchant)));
  if (const auto link = links.find(merchant.appid); link != links.end()) {
    members.text_unless_empty("reauthorization_link", link->second);
  }
  return out + "}";
}

}  // namespace

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

void add_time(base::JsonMembers& members, std::string_view name, const std::optional<base::WallTime>& time) {
  if (time) members.text(name, base::to_rfc3339(*time));
}

std::string moment(const std::optional<base::WallTime>& time) {
  return time ? base::to_rfc3339(*time).substr(0, 19) + "Z" : "";
}

std::string json_of(const tokens::HealthReport& report) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("health", name(report.health));
  add_time(members, "expires_at", report.expires_at);
  add_time(members, "failing_since", report.failing_since);
  if (report.failing_since) members.number("failures", report.failures);
  if (report.last_errcode) members.number("last_errcode", *report.last_errcode);
  return out + "}";
}

std::string json_of_key(const tenancy::ApiKey& key, const std::string& appid, base::WallTime now) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("key_id", key.key_id)
      .text("merchant", appid)
      .text("name", key.name)
      .raw("addresses", json_strings(texts(key.addresses)))
      .raw("rate", number(key.rate))
      .number("burst", key.burst)
      .boolean("allow_in_url", key.allow_in_url)
      .text("created_at", base::to_rfc3339(key.created_at))
      .text("created_by", key.created_by);
  add_time(members, "expires_at", key.expires_at);
  add_time(members, "last_used_at", key.last_used_at);
  add_time(members, "revoked_at", key.revoked_at);
  members.text("state", name(state_of(key, now)));
  return out + "}";
}

std::string state_of(const tenancy::Merchant& merchant) {
  std::vector<std::string> wrong;
  if (merchant.suspended_at) wrong.emplace_back("suspended");
  if (!merchant.authorized) wrong.emplace_back("not authorised");
  if (!merchant.holds_permission_set(tenancy::marketcode_permission_set)) {
    wrong.push_back("permission set " + std::to_string(tenancy::marketcode_permission_set) + " missing");
  }
  if (!merchant.service_type) {
    wrong.emplace_back("kind not known");
  } else if (!merchant.is_service_account()) {
    wrong.emplace_back("not a Service Account");
  }
  return wrong.empty() ? "ready" : joined(wrong, ", ");
}

void print_merchants(std::ostream& out, const std::vector<tenancy::Merchant>& merchants,
                     const TokenReports& tokens, const ReauthorizationLinks& links, bool json) {
  if (json) {
    out << json_array(each(merchants, [&](const tenancy::Merchant& merchant) {
      return json_of_merchant(merchant, tokens, links);
    }));
    return;
  }
  const auto rows = each(merchants, [&](const tenancy::Merchant& merchant) {
    return Row{
        merchant.appid,     joined(texts(merchant.permission_sets), ","), moment(merchant.state_read_at),
        state_of(merchant), words(report_of(tokens, merchant)),           merchant.nick_name};
  });
  print_table(out, {"APPID", "SETS", "READ", "STATE", "TOKEN", "NAME"}, rows);
  print_links(out, links);
}

void print_keys(std::ostream& out, const std::vector<tenancy::ApiKey>& keys,
                const std::map<int, std::string>& appids, base::WallTime now, bool json) {
  if (json) {
    out << json_array(each(
        keys, [&](const tenancy::ApiKey& key) { return json_of_key(key, appids.at(key.merchant), now); }));
    return;
  }
  const auto rows = each(keys, [&](const tenancy::ApiKey& key) {
    return Row{key.key_id,
               appids.at(key.merchant),
               std::string(name(state_of(key, now))),
               number(key.rate),
               std::to_string(key.burst),
               moment(key.expires_at),
               moment(key.last_used_at),
               key.allow_in_url ? "yes" : "",
               joined(texts(key.addresses), ","),
               key.name};
  });
  print_table(
      out,
      {"KEY", "MERCHANT", "STATE", "RATE", "BURST", "EXPIRES", "LAST USED", "IN URL", "ADDRESSES", "NAME"},
      rows);
}

}  // namespace cli
