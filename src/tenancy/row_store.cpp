#include "tenancy/row_store.hpp"

#include <charconv>

#include <pqxx/pqxx>

#include "db/array.hpp"
#include "db/field.hpp"

namespace tenancy {
namespace {

// No client has this address.
base::Cidr nowhere() { return base::Cidr::parse("0.0.0.0/32").value(); }

std::vector<base::Cidr> ranges_of(std::string_view array) {
  std::vector<base::Cidr> ranges;
  for (const std::string_view text : db::elements_of(array))
    ranges.push_back(base::Cidr::parse(text).value_or(nowhere()));
  return ranges;
}

std::string_view text_of(const pqxx::field& field) { return {field.c_str(), field.size()}; }

double double_of(const pqxx::field& field) {
  const auto text = text_of(field);
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

Merchant merchant_of(const pqxx::row& row) {
  Merchant merchant;
  merchant.id = row[0].as<int>();
  merchant.appid = text_of(row[1]);
  merchant.nick_name = text_of(row[2]);
  merchant.principal_name = text_of(row[3]);
  merchant.service_type = db::optional_of<int>(row[4]);
  merchant.mini_program = row[5].as<bool>();
  merchant.account_status = db::optional_of<int>(row[6]);
  merchant.permission_sets = db::numbers_of(text_of(row[7]));
  merchant.authorized = row[8].as<bool>();
  merchant.authorization_version = row[9].as<int>();
  merchant.suspended_at = db::optional_time_of(row[10]);
  merchant.state_read_at = db::optional_time_of(row[11]);
  merchant.stamp = row[12].as<std::int64_t>();
  return merchant;
}

ApiKey key_of(const pqxx::row& row) {
  ApiKey key;
  key.id = row[0].as<int>();
  key.key_id = text_of(row[1]);
  key.merchant = row[2].as<int>();
  key.name = text_of(row[3]);
  key.hash = db::bytes_of(row[4]);
  key.addresses = ranges_of(text_of(row[5]));
  key.rate = double_of(row[6]);
  key.burst = row[7].as<int>();
  key.allow_in_url = row[8].as<bool>();
  key.expires_at = db::optional_time_of(row[9]);
  key.created_at = db::time_of(row[10]);
  key.created_by = text_of(row[11]);
  key.last_used_at = db::optional_time_of(row[12]);
  key.revoked_at = db::optional_time_of(row[13]);
  key.stamp = row[14].as<std::int64_t>();
  return key;
}

std::string statement(std::string_view before, std::string_view columns, std::string_view after) {
  std::string sql;
  sql.reserve(before.size() + columns.size() + after.size() + 2);
  sql.append(before).append(" ").append(columns).append(" ").append(after);
  return sql;
}

}  // namespace tenancy
