#include "staff/access_token_store.hpp"

#include <pqxx/pqxx>

#include "db/field.hpp"
#include "staff/account_store.hpp"
#include "staff/row_store.hpp"

namespace staff {
namespace {

constexpr std::string_view token_columns =
    "t.id AS token, t.name AS token_name, t.scope, to_micros(t.created_at) AS made_at, "
    "to_micros(t.expires_at) AS good_until, to_micros(t.used_at) AS used_at";

AccessToken access_token_of(const pqxx::row& row) {
  AccessToken token;
  token.id = row["token"].as<int>();
  token.name = row["token_name"].as<std::string>();
  token.scope = token_scope_of(row["scope"].as<std::string>()).value();
  token.created_at = db::time_of(row["made_at"]);
  token.expires_at = db::time_of(row["good_until"]);
  token.used_at = db::optional_time_of(row["used_at"]);
  return token;
}

}  // namespace

AccessToken insert_access_token(db::Transaction& transaction, int account, const std::string& hash,
                                const AccessToken& token) {
  static const std::string sql =
      "INSERT INTO staff_token AS t (staff, hash, name, scope, expires_at) "
      "VALUES ($1, $2, $3, $4, to_timestamp_micros($5)) RETURNING " +
      std::string(token_columns);
  return access_token_of(transaction.raw().exec_params1(sql, account, db::as_bytea(hash), token.name,
                                                        std::string(name(token.scope)),
                                                        db::to_micros(token.expires_at)));
}

std::vector<AccessToken> list_access_tokens(db::Transaction& transaction, int account) {
  static const std::string sql = "SELECT " + std::string(token_columns) +
                                 " FROM staff_token t WHERE t.staff = $1 AND t.expires_at > now() "
                                 "ORDER BY t.id DESC";
  std::vector<AccessToken> tokens;
  for (const auto& row : transaction.raw().exec_params(sql, account))
    tokens.push_back(access_token_of(row));
  return tokens;
}

int count_access_tokens(db::Transaction& transaction, int account) {
  transaction.raw().exec_params1("SELECT 1 FROM staff WHERE id = $1 FOR NO KEY UPDATE", account);
  return transaction.raw()
      .exec_params1("SELECT count(*) FROM staff_token WHERE staff = $1 AND expires_at > now()", account)[0]
      .as<int>();
}

std::optional<AccessToken> delete_access_token(db::Transaction& transaction, int account, int id) {
  static const std::string sql =
      "DELETE FROM staff_token t WHERE t.staff = $1 AND t.id = $2 RETURNING " + std::string(token_columns);
  const auto rows = transaction.raw().exec_params(sql, account, id);
  if (rows.empty()) return std::nullopt;
  return access_token_of(rows[0]);
}

int delete_access_tokens(db::Transaction& transaction, int account) {
  const auto gone = transaction.raw().exec_params0("DELETE FROM staff_token WHERE staff = $1", account);
  return static_cast<int>(gone.affected_rows());
}

void forget_old_access_tokens(db::Transaction& transaction) {
  transaction.raw().exec0("DELETE FROM staff_token WHERE expires_at < now()");
}

std::optional<std::pair<AccessToken, Account>> find_access_token(db::Transaction& transaction,
                                                                 const std::string& hash) {
  static const std::string sql =
      "SELECT " + std::string(token_columns) + "," + std::string(account_columns) +
      ", t.used_at IS NULL OR t.used_at < now() - interval '1 minute' AS stale FROM staff_token t "
      "JOIN staff ON staff.id = t.staff WHERE t.hash = $1 AND t.expires_at > now() "
      "AND disabled_at IS NULL AND (ends_at IS NULL OR ends_at > now())";
  const auto rows = transaction.raw().exec_params(sql, db::as_bytea(hash));
  if (rows.empty()) return std::nullopt;
  auto token = access_token_of(rows[0]);
  if (rows[0]["stale"].as<bool>())
    transaction.raw().exec_params0("UPDATE staff_token SET used_at = now() WHERE id = $1", token.id);
  return std::pair(std::move(token), account_of(rows[0]));
}

}  // namespace staff
