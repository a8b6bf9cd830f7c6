#include "platform/code_store.hpp"

#include <pqxx/pqxx>

#include "base/text.hpp"
#include "crypto/hash.hpp"
#include "db/field.hpp"

namespace platform {
namespace {

// A column of a code whose end changes once its merchant is known: what could only be given up before can be
// recovered now.
std::string reopened(const std::string& column, const std::string& value = "NULL") {
  return column + " = CASE WHEN known.outcome IN ('refused', 'expired') THEN " + value + " ELSE known." +
         column + " END";
}

CodeEnd end_of(const pqxx::row& row) {
  CodeEnd end;
  end.outcome = row[0].as<std::string>();
  end.errcode = db::optional_of<std::int64_t>(row[1]);
  end.merchant = db::optional_of<int>(row[2]);
  return end;
}

}  // namespace

std::string code_row(std::string_view hash) { return "authorization_code/" + std::string(hash); }

std::string hash_of_code(const base::Secret& code) {
  return std::string(crypto::view(crypto::sha256(code.reveal())));
}

std::string hex_of_hash(std::string_view hash) { return base::to_hex(base::bytes_of(hash)); }

std::optional<std::string> hash_of_hex(std::string_view hex) {
  constexpr std::size_t digits = 64;
  return hex.size() == digits ? base::from_hex(hex) : std::nullopt;
}

base::Result<> note_code(db::Transaction& transaction, const crypto::KeyRing& keys, base::Random& random,
                         const base::Secret& code, std::string_view authorizer_appid,
                         std::chrono::seconds life) {
  const std::string hash = hash_of_code(code);
  const std::string envelope = keys.seal(code.reveal(), code_row(hash), random);
  transaction.raw().exec_params(
      "INSERT INTO authorization_code AS known (hash, code, authorizer, expires_at) "
      "VALUES ($1, $2, $3, now() + $4 * interval '1 second') ON CONFLICT (hash) DO UPDATE "
      "SET authorizer = EXCLUDED.authorizer, "
      "due_at = CASE WHEN known.lease_owner IS NULL THEN now() ELSE known.due_at END, " +
          reopened("code", "EXCLUDED.code") + ", " + reopened("settled_at") + ", " + reopened("outcome") +
          ", " + reopened("errcode") + " WHERE known.authorizer = '' AND EXCLUDED.authorizer <> ''",
      db::as_bytea(hash), db::as_bytea(envelope), std::string(authorizer_appid), life.count());
  return {};
}

int codes_of_state(db::Transaction& transaction, std::string_view state, std::string_view but_for_hash) {
  const auto digest = crypto::sha256(state);
  auto& tx = transaction.raw();
  tx.exec_params("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
                 "authorize-state/" + base::to_hex(digest));
  return tx
      .exec_params1("SELECT count(*) FROM authorization_code WHERE state = $1 AND hash <> $2",
                    db::as_bytea(crypto::view(digest)), db::as_bytea(but_for_hash))[0]
      .as<int>();
}

void link_state(db::Transaction& transaction, std::string_view hash, std::string_view state) {
  const auto digest = crypto::sha256(state);
  transaction.raw().exec_params("UPDATE authorization_code SET state = $2 WHERE hash = $1 AND state IS NULL",
                                db::as_bytea(hash), db::as_bytea(crypto::view(digest)));
}

base::Result<std::optional<TakenCode>> take_code(db::Connection& connection, const crypto::KeyRing& keys,
                                                 std::string_view owner, std::chrono::milliseconds lease) {
  using Taken = std::optional<TakenCode>;
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<Taken> {
    const auto rows = transaction.raw().exec_params(
        "UPDATE authorization_code SET lease_owner = $1, due_at = now() + $2 * interval '1 millisecond', "
        "tries = tries + 1 WHERE hash = (SELECT hash FROM authorization_code WHERE settled_at IS NULL AND "
        "due_at <= now() ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED) "
        "RETURNING hash, code, authorizer, tries, expires_at < now()",
        std::string(owner), lease.count());
    if (rows.empty()) return Taken();
    TakenCode taken;
    taken.hash = db::bytes_of(rows[0][0]);
    auto code = keys.open(db::bytes_of(rows[0][1]), code_row(taken.hash));
    if (code) taken.code = std::move(*code);
    taken.authorizer_appid = rows[0][2].as<std::string>();
    taken.tries = rows[0][3].as<int>();
    taken.expired = rows[0][4].as<bool>();
    return taken;
  });
}

base::Result<> return_code(db::Connection& connection, std::string_view hash, std::string_view owner,
                           std::chrono::milliseconds pause) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<> {
    transaction.raw().exec_params(
        "UPDATE authorization_code SET lease_owner = NULL, due_at = now() + $3 * interval '1 millisecond' "
        "WHERE hash = $1 AND lease_owner = $2 AND settled_at IS NULL",
        db::as_bytea(std::string(hash)), std::string(owner), pause.count());
    return {};
  });
}

base::Result<> settle_code(db::Transaction& transaction, std::string_view hash, std::string_view owner,
                           const CodeEnd& end, bool only_unclaimed) {
  const auto settled = transaction.raw().exec_params(
      "UPDATE authorization_code SET settled_at = now(), code = NULL, lease_owner = NULL, outcome = $3, "
      "errcode = $4, merchant = $5 WHERE hash = $1 AND lease_owner = $2 AND settled_at IS NULL "
      "AND (authorizer = '' OR NOT $6)",
      db::as_bytea(std::string(hash)), std::string(owner), end.outcome, end.errcode, end.merchant,
      only_unclaimed);
  if (settled.affected_rows() == 1) return {};
  return base::fail(base::Code::fenced, "the code was taken over");
}

base::Result<std::optional<CodeState>> read_code(db::Connection& connection, std::string_view hash) {
  using State = std::optional<CodeState>;
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<State> {
    const auto rows = transaction.raw().exec_params(
        "SELECT outcome, errcode, merchant FROM authorization_code WHERE hash = $1",
        db::as_bytea(std::string(hash)));
    if (rows.empty()) return State();
    CodeState state;
    if (!rows[0][0].is_null()) state.end = end_of(rows[0]);
    return state;
  });
}

}  // namespace platform
