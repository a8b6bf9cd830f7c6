#include "staff/session_store.hpp"

#include <pqxx/pqxx>

#include "db/field.hpp"
#include "staff/row_store.hpp"

namespace staff {
namespace {

constexpr auto session_columns =
    "s.id AS session, s.staff, s.second_factor, host(s.client) AS client, s.agent, "
    "to_micros(s.created_at) AS started_at, to_micros(s.seen_at) AS session_seen_at";

// $1 and $2 are the limits in seconds.
constexpr auto alive =
    "s.seen_at > now() - $1 * interval '1 second' AND s.created_at > now() - $2 * interval '1 second'";

Session session_of(const pqxx::row& row) {
  Session session;
  session.id = row["session"].as<int>();
  session.account = row["staff"].as<int>();
  session.second_factor = row["second_factor"].as<bool>();
  session.client = base::parse_address(row["client"].c_str()).value_or(base::IpAddress());
  session.agent = row["agent"].as<std::string>();
  session.created_at = db::time_of(row["started_at"]);
  session.seen_at = db::time_of(row["session_seen_at"]);
  return session;
}

}  // namespace

std::optional<Credentials> lock_credentials(db::Transaction& transaction, std::string_view name) {
  static const std::string sql = "SELECT" + std::string(account_columns) +
                                 ", password, totp AS envelope, totp_step FROM staff "
                                 "WHERE name = $1 FOR NO KEY UPDATE";
  const auto rows = transaction.raw().exec_params(sql, std::string(name));
  if (rows.empty()) return std::nullopt;
  const auto& row = rows[0];
  return Credentials{account_of(row), row["password"].as<std::string>(),
                     row["envelope"].is_null() ? std::string() : db::bytes_of(row["envelope"]),
                     row["totp_step"].as<std::int64_t>()};
}

void set_totp_step(db::Transaction& transaction, int account, std::int64_t step) {
  transaction.raw().exec_params0("UPDATE staff SET totp_step = $2 WHERE id = $1", account, step);
}

bool use_recovery_code(db::Transaction& transaction, int account, std::string_view hash) {
  const auto done = transaction.raw().exec_params(
      "UPDATE staff SET recovery = array_remove(recovery, $2) WHERE id = $1 AND $2 = ANY (recovery)", account,
      db::as_bytea(hash));
  return done.affected_rows() == 1;
}

Attempts lock_attempts(db::Transaction& transaction, const std::string& who) {
  transaction.raw().exec_params0("INSERT INTO staff_attempt (who) VALUES ($1) ON CONFLICT DO NOTHING", who);
  const auto row = transaction.raw().exec_params1(
      "SELECT failures, to_micros(last), coalesce(succeeded > clock_timestamp() - $2 * interval '1 hour', "
      "false) "
      "FROM staff_attempt WHERE who = $1 FOR UPDATE",
      who, known_for.count());
  return {row[0].as<int>(), db::time_of(row[1]), row[2].as<bool>()};
}

void count_failure(db::Transaction& transaction, const std::string& who) {
  transaction.raw().exec_params0(
      "UPDATE staff_attempt SET last = clock_timestamp(), failures = "
      "CASE WHEN last < clock_timestamp() - $2 * interval '1 minute' THEN 1 ELSE failures + 1 END WHERE who "
      "= $1",
      who, forgotten_after.count());
}

void note_success(db::Transaction& transaction, const std::string& who) {
  transaction.raw().exec_params0(
      "UPDATE staff_attempt SET failures = 0, succeeded = clock_timestamp() WHERE who = $1", who);
}

void forget_old_attempts(db::Transaction& transaction) {
  transaction.raw().exec_params0(
      "DELETE FROM staff_attempt WHERE last < clock_timestamp() - $1 * interval '1 minute' "
      "AND (succeeded IS NULL OR succeeded < clock_timestamp() - $2 * interval '1 hour')",
      forgotten_after.count(), known_for.count());
}

int insert_session(db::Transaction& transaction, int account, std::string_view hash, bool second_factor,
                   const base::IpAddress& client, std::string_view agent) {
  transaction.raw().exec_params0("UPDATE staff SET seen_at = now() WHERE id = $1", account);
  return transaction.raw()
      .exec_params1(
          "INSERT INTO staff_session (hash, staff, second_factor, client, agent) "
          "VALUES ($1, $2, $3, $4::inet, $5) RETURNING id",
          db::as_bytea(hash), account, second_factor, client.to_string(), std::string(agent))[0]
      .as<int>();
}

std::optional<std::pair<Session, Account>> find_session(db::Transaction& transaction, std::string_view hash,
                                                        const SessionLimits& limits) {
  static const std::string sql = "SELECT " + std::string(session_columns) + "," +
                                 std::string(account_columns) +
                                 ", s.seen_at < now() - interval '1 minute' AS stale FROM staff_session s "
                                 "JOIN staff ON staff.id = s.staff "
                                 "WHERE s.hash = $3 AND " +
                                 alive + " AND disabled_at IS NULL AND (ends_at IS NULL OR ends_at > now())";
  const auto rows =
      transaction.raw().exec_params(sql, limits.idle.count(), limits.absolute.count(), db::as_bytea(hash));
  if (rows.empty()) return std::nullopt;
  if (rows[0]["stale"].as<bool>()) {
    transaction.raw().exec_params0("UPDATE staff_session SET seen_at = now() WHERE hash = $1",
                                   db::as_bytea(hash));
    transaction.raw().exec_params0("UPDATE staff SET seen_at = now() WHERE id = $1",
                                   rows[0]["staff"].as<int>());
  }
  return std::pair(session_of(rows[0]), account_of(rows[0]));
}

std::vector<Session> list_sessions(db::Transaction& transaction, int account, const SessionLimits& limits) {
  static const std::string sql = "SELECT " + std::string(session_columns) +
                                 " FROM staff_session s WHERE s.staff = $3 AND " + alive +
                                 " ORDER BY s.seen_at DESC, s.id DESC";
  std::vector<Session> sessions;
  for (const auto& row :
       transaction.raw().exec_params(sql, limits.idle.count(), limits.absolute.count(), account))
    sessions.push_back(session_of(row));
  return sessions;
}

bool end_session(db::Transaction& transaction, int account, int session) {
  return transaction.raw()
             .exec_params("DELETE FROM staff_session WHERE staff = $1 AND id = $2", account, session)
             .affected_rows() == 1;
}

int end_sessions(db::Transaction& transaction, int account, int kept) {
  return static_cast<int>(
      transaction.raw()
          .exec_params("DELETE FROM staff_session WHERE staff = $1 AND id <> $2", account, kept)
          .affected_rows());
}

void end_old_sessions(db::Transaction& transaction, const SessionLimits& limits) {
  transaction.raw().exec_params0("DELETE FROM staff_session s WHERE NOT (" + std::string(alive) + ")",
                                 limits.idle.count(), limits.absolute.count());
}

base::WallTime now_of(db::Transaction& transaction) {
  return db::time_of(transaction.raw().exec1("SELECT to_micros(clock_timestamp())")[0]);
}

}  // namespace staff
