#include <pqxx/pqxx>

#include "audit/signing_keys.hpp"
#include "db/field.hpp"

namespace audit {
namespace {

using base::Code;
using base::fail;
using base::Result;

constexpr auto lock_sql = "SELECT pg_advisory_xact_lock(hashtext('audit_signing_key'))";

}  // namespace

std::vector<SigningKey> list_signing_keys(db::Transaction& transaction) {
  std::vector<SigningKey> keys;
  for (const auto& row : transaction.raw().exec(
           "SELECT position, key, note, to_micros(created_at) FROM audit_signing_key ORDER BY position"))
    keys.push_back(
        {row[0].as<int>(), row[1].as<std::string>(), row[2].as<std::string>(), db::time_of(row[3])});
  return keys;
}

Result<> register_signing_key(db::Connection& connection, const Verifier& key) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    transaction.raw().exec(lock_sql);
    const auto known = list_signing_keys(transaction);
    const std::string text = key.text();
    if (known.empty()) {
      transaction.raw().exec_params0("INSERT INTO audit_signing_key (position, key, note) VALUES (0, $1, '')",
                                     text);
      return {};
    }
    if (known.back().key == text) return {};
    for (const SigningKey& old : known) {
      if (old.key == text)
        return fail(Code::conflict,
                    "the audit signing key was replaced: give audit.signing_key the newer one");
    }
    return fail(
        Code::conflict,
        "the log is signed with another key: announce audit.signing_key with `audit key rotate` first");
  });
}

Result<std::string> change_signing_key(db::Transaction& transaction, const Signer& before,
                                       const Signer& after, base::WallTime now) {
  transaction.raw().exec(lock_sql);
  const auto known = list_signing_keys(transaction);
  const std::string old_key = before.verifier().text();
  const std::string new_key = after.verifier().text();
  if (known.empty() || known.back().key != old_key)
    return fail(Code::conflict, "the old key is not the one that the log is signed with");
  if (before.verifier().name() != after.verifier().name())
    return fail(Code::invalid_argument, "the new key has another name than the log");
  for (const SigningKey& key : known) {
    if (key.key == new_key) return fail(Code::conflict, "the new key was used before");
  }
  const int position = known.back().position + 1;
  const std::string text = before.verifier().name() + "/keys\n" + std::to_string(position) + '\n' + old_key +
                           '\n' + new_key + '\n' + base::to_rfc3339(now) + '\n';
  std::string note = before.sign(text) + after.signature_line(text);
  transaction.raw().exec_params0("INSERT INTO audit_signing_key (position, key, note) VALUES ($1, $2, $3)",
                                 position, new_key, note);
  return note;
}

}  // namespace audit
