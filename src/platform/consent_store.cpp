#include "platform/consent_store.hpp"

#include <pqxx/pqxx>

#include "crypto/hash.hpp"
#include "db/field.hpp"

namespace platform {
namespace {

pqxx::binarystring hash_of(const base::Secret& pre_auth_code) {
  const auto hash = crypto::sha256(pre_auth_code.reveal());
  return db::as_bytea(crypto::view(hash));
}

}  // namespace

void note_consent(db::Transaction& transaction, const base::Secret& pre_auth_code, int invitation) {
  transaction.raw().exec_params(
      "INSERT INTO consent_begun (hash, invitation) VALUES ($1, $2) ON CONFLICT DO NOTHING",
      hash_of(pre_auth_code), invitation);
}

void link_consent(db::Transaction& transaction, std::string_view code_hash,
                  const base::Secret& pre_auth_code) {
  transaction.raw().exec_params(
      "UPDATE authorization_code c SET invitation = b.invitation FROM consent_begun b "
      "WHERE c.hash = $1 AND c.invitation IS NULL AND b.hash = $2",
      db::as_bytea(code_hash), hash_of(pre_auth_code));
}

void turn_away(db::Transaction& transaction, std::string_view appid, int invitation, Entry reason) {
  transaction.raw().exec_params(
      "INSERT INTO turned_away (appid, invitation, reason) VALUES ($1, $2, $3) ON CONFLICT (appid) DO UPDATE "
      "SET invitation = EXCLUDED.invitation, reason = EXCLUDED.reason, turned_away_at = now()",
      std::string(appid), invitation, std::string(name(reason)));
}

void forget_turned_away(db::Transaction& transaction, std::string_view appid) {
  transaction.raw().exec_params("DELETE FROM turned_away WHERE appid = $1", std::string(appid));
}

void forget_turned_away_before(db::Transaction& transaction, std::string_view appid, base::WallTime time) {
  transaction.raw().exec_params(
      "DELETE FROM turned_away WHERE appid = $1 AND turned_away_at < to_timestamp_micros($2)",
      std::string(appid), db::to_micros(time));
}

bool is_turned_away(db::Transaction& transaction, std::string_view appid) {
  return !transaction.raw()
              .exec_params("SELECT FROM turned_away WHERE appid = $1", std::string(appid))
              .empty();
}

base::Result<> delete_old_codes(db::Connection& connection, std::chrono::hours age, int limit) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<> {
    auto& tx = transaction.raw();
    // One that nobody settled can be opened by no master key that is left.
    tx.exec_params(
        "DELETE FROM authorization_code WHERE hash IN (SELECT hash FROM authorization_code "
        "WHERE expires_at < now() - $1 * interval '1 hour' "
        "AND coalesce(settled_at, expires_at) < now() - $1 * interval '1 hour' "
        "ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)",
        age.count(), limit);
    tx.exec_params(
        "DELETE FROM consent_begun WHERE hash IN (SELECT hash FROM consent_begun "
        "WHERE begun_at < now() - $1 * interval '1 hour' ORDER BY begun_at LIMIT $2 FOR UPDATE SKIP LOCKED)",
        age.count(), limit);
    return {};
  });
}

}  // namespace platform
