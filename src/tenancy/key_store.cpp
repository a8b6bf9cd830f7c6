#include <charconv>

#include <pqxx/pqxx>

#include "db/field.hpp"
#include "tenancy/row_store.hpp"
#include "tenancy/tenancy_store.hpp"

namespace tenancy {
namespace {

// Every digit that counts, whatever the locale.
std::string decimal_text(double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return {digits, end};
}

// As state_of() judges.
std::string state_sql(std::optional<KeyState> state) {
  const std::string expired = "coalesce(expires_at <= clock_timestamp(), false)";
  if (!state) return "true";
  switch (*state) {
    case KeyState::active:
      return "revoked_at IS NULL AND NOT " + expired;
    case KeyState::expired:
      return "revoked_at IS NULL AND " + expired;
    case KeyState::revoked:
      return "revoked_at IS NOT NULL";
  }
  return "true";
}

std::vector<ApiKey> keys_of(const pqxx::result& rows) {
  std::vector<ApiKey> keys;
  keys.reserve(rows.size());
  for (const auto& row : rows)
    keys.push_back(key_of(row));
  return keys;
}

}  // namespace

base::Result<ApiKey> insert_key(db::Transaction& transaction, int merchant, const KeySettings& settings,
                                std::string_view key_id, std::string_view hash, std::string_view created_by) {
  static const std::string sql = statement(
      "INSERT INTO api_key (key_id, merchant, name, hash, addresses, rate, burst, allow_in_url, "
      "expires_at, created_by, stamp) SELECT $2, id, $3, $4, $5, $6, $7, $8, to_timestamp_micros($9), "
      "$10, next_stamp() FROM merchant WHERE id = $1 RETURNING",
      key_columns);
  const auto expires_at = settings.expires_at.transform(db::to_micros);
  const auto rows =
      transaction.raw().exec_params(sql, merchant, std::string(key_id), settings.name, db::as_bytea(hash),
                                    array_of(settings.addresses), decimal_text(settings.rate), settings.burst,
                                    settings.allow_in_url, expires_at, std::string(created_by));
  if (rows.empty())
    return base::fail(base::Code::not_found, "there is no merchant " + std::to_string(merchant));
  return key_of(rows[0]);
}

base::Result<ApiKey> lock_key(db::Transaction& transaction, std::string_view key_id) {
  static const std::string sql =
      statement("SELECT", key_columns, "FROM api_key WHERE key_id = $1 FOR NO KEY UPDATE");
  const auto rows = transaction.raw().exec_params(sql, std::string(key_id));
  if (!rows.empty()) return key_of(rows[0]);
  return base::fail(base::Code::not_found, "there is no API key " + std::string(key_id));
}

base::Result<ApiKey> set_key_end(db::Transaction& transaction, std::string_view key_id, base::WallTime end) {
  static const std::string sql = statement(
      "UPDATE api_key SET expires_at = to_timestamp_micros($2), stamp = next_stamp() "
      "WHERE key_id = $1 AND revoked_at IS NULL RETURNING",
      key_columns);
  const auto rows = transaction.raw().exec_params(sql, std::string(key_id), db::to_micros(end));
  if (!rows.empty()) return key_of(rows[0]);
  return base::fail(base::Code::not_found, "there is no API key " + std::string(key_id) + " to end");
}

std::vector<ApiKey> list_keys(db::Transaction& transaction, std::optional<int> merchant) {
  static const std::string sql =
      statement("SELECT", key_columns, "FROM api_key WHERE $1::integer IS NULL OR merchant = $1 ORDER BY id");
  return keys_of(transaction.raw().exec_params(sql, merchant));
}

std::vector<ApiKey> page_of_keys(db::Transaction& transaction, int merchant, const KeyPageRequest& request) {
  const std::string sql = statement("SELECT", key_columns,
                                    "FROM api_key WHERE merchant = $1 "
                                    "AND id > coalesce((SELECT id FROM api_key WHERE key_id = $2), 0) AND ") +
                          state_sql(request.state) + " ORDER BY id LIMIT $3";
  return keys_of(transaction.raw().exec_params(sql, merchant, request.after, request.limit));
}

base::Result<ApiKey> revoke_key(db::Transaction& transaction, std::string_view key_id,
                                std::string_view revoked_by) {
  static const std::string sql = statement(
      "UPDATE api_key SET revoked_at = now(), revoked_by = $2, stamp = next_stamp() "
      "WHERE key_id = $1 AND revoked_at IS NULL RETURNING",
      key_columns);
  const auto rows = transaction.raw().exec_params(sql, std::string(key_id), std::string(revoked_by));
  if (!rows.empty()) return key_of(rows[0]);
  const bool known =
      !transaction.raw().exec_params("SELECT 1 FROM api_key WHERE key_id = $1", std::string(key_id)).empty();
  if (known) return base::fail(base::Code::conflict, "the API key is revoked already");
  return base::fail(base::Code::not_found, "there is no API key " + std::string(key_id));
}

base::Result<> store_last_used(db::Transaction& transaction,
                               const std::vector<std::pair<int, base::WallTime>>& used) {
  std::vector<int> ids;
  std::vector<std::int64_t> moments;
  for (const auto& [id, moment] : used) {
    ids.push_back(id);
    moments.push_back(db::to_micros(moment));
  }
  // Rows are locked in one order: two gateways that do this at once wait for each other, never in a circle.
  transaction.raw().exec_params(
      "WITH used AS (SELECT id, to_timestamp_micros(us) AS moment FROM unnest($1::integer[], $2::bigint[]) "
      "AS u (id, us)), "
      "held AS (SELECT id, moment FROM api_key JOIN used USING (id) "
      "WHERE last_used_at IS NULL OR last_used_at < moment ORDER BY id FOR NO KEY UPDATE OF api_key) "
      "UPDATE api_key SET last_used_at = moment FROM held WHERE api_key.id = held.id",
      array_of(ids), array_of(moments));
  return {};
}

}  // namespace tenancy
