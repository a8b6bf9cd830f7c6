#include "platform/administration_details.hpp"

#include <charconv>

#include "base/json_writer.hpp"

namespace platform {
namespace {

template <class F>
std::string object(F write) {
  std::string out = "{";
  base::JsonMembers members(out);
  write(members);
  return out + "}";
}

std::string json_array(const std::vector<int>& numbers) {
  std::string out = "[";
  for (const int number : numbers) {
    if (out.size() > 1) out += ',';
    out += std::to_string(number);
  }
  return out + "]";
}

std::string json_array(const std::vector<base::Cidr>& ranges) {
  std::string out = "[";
  for (const auto& range : ranges) {
    if (out.size() > 1) out += ',';
    base::append_json_string(out, range.text());
  }
  return out + "]";
}

std::string json_number(double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return {digits, end};
}

void write_merchant(base::JsonMembers& members, const tenancy::Merchant& merchant) {
  members.text("nick_name", merchant.nick_name);
  if (merchant.service_type) members.number("service_type", *merchant.service_type);
  members.boolean("mini_program", merchant.mini_program)
      .raw("permission_sets", json_array(merchant.permission_sets))
      .number("authorization", merchant.authorization_version);
}

void add_key(base::JsonMembers& members, const tenancy::ApiKey& key) {
  members.text("key_id", key.key_id)
      .text("name", key.name)
      .raw("addresses", json_array(key.addresses))
      .raw("rate", json_number(key.rate))
      .number("burst", key.burst);
  if (key.expires_at) members.text("expires_at", base::to_rfc3339(*key.expires_at));
  members.boolean("allow_in_url", key.allow_in_url);
}

}  // namespace

std::string imported_details(const tenancy::Merchant& now, const tenancy::Merchant* before) {
  return object([&](base::JsonMembers& members) {
    write_merchant(members, now);
    if (before == nullptr) return;
    members.raw("before", object([&](base::JsonMembers& old) {
                  write_merchant(old, *before);
                  old.boolean("authorized", before->authorized);
                }));
  });
}

std::string told_of(const tenancy::Merchant& merchant) {
  return object([&](base::JsonMembers& members) {
    members.number("authorization", merchant.authorization_version)
        .boolean("permission_set_46", merchant.holds_permission_set(tenancy::marketcode_permission_set))
        .boolean("service_account", merchant.is_service_account());
  });
}

std::string suspended_details(std::string_view reason) {
  return object([&](base::JsonMembers& members) { members.text("reason", reason); });
}

std::string resumed_details(const tenancy::Merchant& before) {
  return object([&](base::JsonMembers& members) {
    members.raw("before", object([&](base::JsonMembers& old) {
                  if (before.suspended_at) old.text("suspended_at", base::to_rfc3339(*before.suspended_at));
                }));
  });
}

std::string key_created_details(const tenancy::ApiKey& key) {
  return object([&](base::JsonMembers& members) { add_key(members, key); });
}

std::string key_rotated_details(const tenancy::ApiKey& key, const tenancy::ApiKey& old) {
  return object([&](base::JsonMembers& members) {
    add_key(members, key);
    members.raw("before", object([&](base::JsonMembers& before) {
                  before.text("key_id", old.key_id);
                  if (old.expires_at) before.text("expires_at", base::to_rfc3339(*old.expires_at));
                }));
  });
}

std::string key_revoked_details(const tenancy::ApiKey& key) {
  return object(
      [&](base::JsonMembers& members) { members.text("key_id", key.key_id).text("name", key.name); });
}

std::string ticket_details(std::string_view component_appid) {
  return object([&](base::JsonMembers& members) { members.text("component_appid", component_appid); });
}

}  // namespace platform
