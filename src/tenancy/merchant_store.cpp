#include <pqxx/pqxx>

#include "tenancy/row_store.hpp"
#include "tenancy/tenancy_store.hpp"

namespace tenancy {
namespace {

std::unexpected<base::Error> no_merchant(std::string_view name) {
  return base::fail(base::Code::not_found, "there is no merchant " + std::string(name));
}

// The one merchant, or not_found.
base::Result<Merchant> only(const pqxx::result& rows, std::string_view name) {
  if (rows.empty()) return no_merchant(name);
  return merchant_of(rows[0]);
}

// What an UPDATE that also asks for a state means when it changed no row.
base::Result<> unchanged(db::Transaction& transaction, int merchant, base::Result<> meaning) {
  const auto known = find_merchant(transaction, merchant);
  if (!known) return std::unexpected(known.error());
  return meaning;
}

}  // namespace

base::Result<Merchant> upsert_authorized(db::Transaction& transaction, std::string_view appid,
                                         const MerchantState& state) {
  static const std::string sql = statement(
      "INSERT INTO merchant AS known (appid, nick_name, principal_name, user_name, service_type, "
      "verify_type, "
      "account_status, mini_program, permission_sets, authorized, authorized_at, state_read_at, stamp) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, true, now(), now(), next_stamp()) "
      "ON CONFLICT (appid) DO UPDATE SET nick_name = EXCLUDED.nick_name, "
      "principal_name = EXCLUDED.principal_name, user_name = EXCLUDED.user_name, "
      "service_type = EXCLUDED.service_type, verify_type = EXCLUDED.verify_type, "
      "account_status = EXCLUDED.account_status, mini_program = EXCLUDED.mini_program, "
      "permission_sets = EXCLUDED.permission_sets, authorized = true, authorized_at = "
      "EXCLUDED.authorized_at, "
      "unauthorized_at = NULL, authorization_version = known.authorization_version + 1, "
      "state_read_at = EXCLUDED.state_read_at, stamp = EXCLUDED.stamp RETURNING",
      merchant_columns);
  const auto rows = transaction.raw().exec_params(
      sql, std::string(appid), state.nick_name, state.principal_name, state.user_name, state.service_type,
      state.verify_type, state.account_status, state.mini_program, array_of(state.permission_sets));
  return merchant_of(rows[0]);
}

Merchant upsert_unread(db::Transaction& transaction, std::string_view appid,
                       const std::vector<int>& permission_sets) {
  static const std::string sql = statement(
      "INSERT INTO merchant AS known (appid, permission_sets, authorized, authorized_at, stamp) "
      "VALUES ($1, $2, true, now(), next_stamp()) "
      "ON CONFLICT (appid) DO UPDATE SET permission_sets = CASE WHEN EXCLUDED.permission_sets = '{}' "
      "THEN known.permission_sets ELSE EXCLUDED.permission_sets END, "
      "authorized = true, authorized_at = EXCLUDED.authorized_at, unauthorized_at = NULL, "
      "authorization_version = known.authorization_version + 1, state_read_at = NULL, "
      "stamp = EXCLUDED.stamp RETURNING",
      merchant_columns);
  return merchant_of(transaction.raw().exec_params1(sql, std::string(appid), array_of(permission_sets)));
}

base::Result<> store_state(db::Transaction& transaction, int merchant, const MerchantState& state) {
  const auto rows = transaction.raw().exec_params(
      "UPDATE merchant SET nick_name = $2, principal_name = $3, user_name = $4, service_type = $5, "
      "verify_type = $6, account_status = $7, mini_program = $8, permission_sets = $9, state_read_at = "
      "now(), "
      "stamp = next_stamp() WHERE id = $1",
      merchant, state.nick_name, state.principal_name, state.user_name, state.service_type, state.verify_type,
      state.account_status, state.mini_program, array_of(state.permission_sets));
  if (rows.affected_rows() == 0) return no_merchant(std::to_string(merchant));
  return {};
}

base::Result<> set_authorized(db::Transaction& transaction, int merchant, bool authorized) {
  const auto rows = transaction.raw().exec_params(
      "UPDATE merchant SET authorized = $2, unauthorized_at = CASE WHEN $2 THEN NULL ELSE now() END, "
      "stamp = next_stamp() WHERE id = $1 AND authorized <> $2",
      merchant, authorized);
  if (rows.affected_rows() == 0) return unchanged(transaction, merchant, {});
  return {};
}

base::Result<Merchant> find_merchant(db::Transaction& transaction, std::string_view appid) {
  static const std::string sql = statement("SELECT", merchant_columns, "FROM merchant WHERE appid = $1");
  return only(transaction.raw().exec_params(sql, std::string(appid)), appid);
}

base::Result<Merchant> find_merchant(db::Transaction& transaction, int id) {
  static const std::string sql = statement("SELECT", merchant_columns, "FROM merchant WHERE id = $1");
  return only(transaction.raw().exec_params(sql, id), std::to_string(id));
}

std::vector<Merchant> list_merchants(db::Transaction& transaction) {
  const auto rows =
      transaction.raw().exec(statement("SELECT", merchant_columns, "FROM merchant ORDER BY id"));
  std::vector<Merchant> merchants;
  merchants.reserve(rows.size());
  for (const auto& row : rows)
    merchants.push_back(merchant_of(row));
  return merchants;
}

base::Result<> set_suspended(db::Transaction& transaction, int merchant, bool suspended,
                             std::string_view reason) {
  const auto rows = transaction.raw().exec_params(
      "UPDATE merchant SET suspended_at = CASE WHEN $2 THEN now() END, "
      "suspended_reason = CASE WHEN $2 THEN $3 END, stamp = next_stamp() "
      "WHERE id = $1 AND (suspended_at IS NOT NULL) <> $2",
      merchant, suspended, std::string(reason));
  if (rows.affected_rows() > 0) return {};
  return unchanged(transaction, merchant,
                   base::fail(base::Code::conflict, suspended ? "the merchant is suspended already"
                                                              : "the merchant is not suspended"));
}

}  // namespace tenancy
