#include "staff/account_store.hpp"

#include <pqxx/pqxx>

#include "db/array.hpp"
#include "db/field.hpp"
#include "staff/row_store.hpp"

namespace staff {
namespace {

using base::Code;
using base::Result;

std::string statement(const char* before, const char* after = "") {
  return before + std::string(account_columns) + after;
}

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

std::vector<Account> accounts_in(const pqxx::result& rows) {
  std::vector<Account> accounts;
  for (const auto& row : rows)
    accounts.push_back(account_of(row));
  return accounts;
}

std::vector<std::string> appids_in(std::string_view array) {
  std::vector<std::string> appids;
  for (const std::string_view appid : db::elements_of(array))
    appids.emplace_back(appid);
  return appids;
}

}  // namespace

Account account_of(const pqxx::row& row) {
  Account account;
  account.id = row["id"].as<int>();
  account.name = row["name"].as<std::string>();
  account.full_name = row["full_name"].as<std::string>();
  account.role = role_of(row["role"].as<std::string>()).value();
  account.bounds = {db::numbers_of(row["merchants"].c_str()), row["first_day"].as<std::string>(""),
                    row["last_day"].as<std::string>("")};
  account.merchant_appids = appids_in(row["appids"].c_str());
  account.ends_at = db::optional_time_of(row["ends_at"]);
  account.disabled_at = db::optional_time_of(row["disabled_at"]);
  account.must_change = row["must_change"].as<bool>();
  account.second_factor = row["totp"].as<bool>();
  account.created_at = db::time_of(row["created_at"]);
  account.seen_at = db::optional_time_of(row["seen_at"]);
  account.version = row["version"].as<int>();
  return account;
}

Result<Account> insert_account(db::Transaction& transaction, const Account& account,
                               const std::string& password_hash, std::string_view created_by) {
  static const std::string sql = statement(
      "INSERT INTO staff (name, full_name, role, merchants, first_day, last_day, ends_at, password, "
      "must_change, "
      "created_by) VALUES ($1, $2, $3, $4::integer[], $5::date, $6::date, to_timestamp_micros($7), $8, $9, "
      "$10) "
      "ON CONFLICT (name) DO NOTHING RETURNING");
  const auto rows = transaction.raw().exec_params(
      sql, account.name, account.full_name, std::string(name(account.role)),
      db::array_of(account.bounds.merchants), unless_empty(account.bounds.first_day),
      unless_empty(account.bounds.last_day), account.ends_at.transform(db::to_micros), password_hash,
      account.must_change, std::string(created_by));
  if (rows.empty())
    return base::fail(Code::already_exists, "there is an account " + account.name + " already");
  return account_of(rows[0]);
}

std::vector<Account> list_accounts(db::Transaction& transaction) {
  static const std::string sql = statement("SELECT", " FROM staff ORDER BY name");
  return accounts_in(transaction.raw().exec(sql));
}

std::vector<Account> page_of_accounts(db::Transaction& transaction, const std::string& after,
                                      std::size_t limit) {
  static const std::string sql = statement("SELECT", " FROM staff WHERE name > $1 ORDER BY name LIMIT $2");
  return accounts_in(transaction.raw().exec_params(sql, after, limit));
}

Result<Account> lock_account(db::Transaction& transaction, std::string_view name) {
  static const std::string sql = statement("SELECT", " FROM staff WHERE name = $1 FOR NO KEY UPDATE");
  const auto rows = transaction.raw().exec_params(sql, std::string(name));
  if (rows.empty()) return base::fail(Code::not_found, "there is no account " + std::string(name));
  return account_of(rows[0]);
}

Account update_account(db::Transaction& transaction, const Account& account) {
  static const std::string sql = statement(
      "UPDATE staff SET full_name = $2, role = $3, merchants = $4::integer[], first_day = $5::date, "
      "last_day = $6::date, ends_at = to_timestamp_micros($7), disabled_at = to_timestamp_micros($8), "
      "version = version + 1 WHERE id = $1 RETURNING");
  return account_of(transaction.raw().exec_params1(
      sql, account.id, account.full_name, std::string(name(account.role)),
      db::array_of(account.bounds.merchants), unless_empty(account.bounds.first_day),
      unless_empty(account.bounds.last_day), account.ends_at.transform(db::to_micros),
      account.disabled_at.transform(db::to_micros)));
}

void set_password(db::Transaction& transaction, int account, const std::string& hash, bool must_change) {
  transaction.raw().exec_params0(
      "UPDATE staff SET password = $2, must_change = $3, password_changed_at = now(), version = version + 1 "
      "WHERE id = $1",
      account, hash, must_change);
}

void set_totp(db::Transaction& transaction, int account, std::string_view envelope, std::int64_t step,
              const std::vector<std::string>& recovery_hashes) {
  auto& tx = transaction.raw();
  tx.exec_params(
      "UPDATE staff SET totp = $2, totp_step = $3, recovery = '{}', version = version + 1 WHERE id = $1",
      account, db::as_bytea(envelope), step);
  for (const std::string& hash : recovery_hashes) {
    tx.exec_params("UPDATE staff SET recovery = array_append(recovery, $2) WHERE id = $1", account,
                   db::as_bytea(hash));
  }
}

void clear_second_factor(db::Transaction& transaction, int account) {
  transaction.raw().exec_params0(
      "UPDATE staff SET totp = NULL, recovery = '{}', version = version + 1 WHERE id = $1", account);
}

int other_admins(db::Transaction& transaction, int account) {
  const auto rows = transaction.raw().exec_params(
      "SELECT id FROM staff WHERE role = 'admin' AND id <> $1 AND disabled_at IS NULL "
      "AND (ends_at IS NULL OR ends_at > now()) ORDER BY id FOR NO KEY UPDATE",
      account);
  return static_cast<int>(rows.size());
}

}  // namespace staff
