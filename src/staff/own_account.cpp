#include "staff/own_account.hpp"

#include <utility>

#include "base/json_writer.hpp"
#include "db/transaction.hpp"
#include "staff/account_store.hpp"
#include "staff/password.hpp"
#include "staff/session_store.hpp"
#include "staff/sessions.hpp"
#include "staff/throttle.hpp"
#include "staff/totp.hpp"

namespace staff {
namespace {

using base::Code;
using base::fail;
using base::Result;

std::string proofs_of(const Account& account) { return "proof " + account.name; }

// Whoever has only a session may not guess the password by it. In a transaction of its own: an attempt counts
// whatever becomes of it. Code::login_throttled when it comes too soon after others.
Result<> count_proof(db::Connection& connection, const Account& account) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    const Attempts tried = lock_attempts(transaction, proofs_of(account));
    const auto wait = wait_of(tried, pair_rule, now_of(transaction));
    if (wait > base::Micros(0)) return std::unexpected(base::Error{Code::login_throttled, "", "", wait});
    count_failure(transaction, proofs_of(account));
    return {};
  });
}

// The account as it is now, when the password is its.
Result<Credentials> proven(db::Transaction& transaction, const Account& account,
                           const base::Secret& password) {
  auto known = lock_credentials(transaction, account.name);
  if (!known) return fail(Code::not_found, "there is no such account");
  if (!is_password(password, known->password_hash)) return fail(Code::login_failed);
  note_success(transaction, proofs_of(account));
  return std::move(*known);
}

}  // namespace

Result<> OwnAccount::change_password(db::Connection& connection, const Account& account,
                                     const Session& session, const base::Secret& old_one,
                                     const base::Secret& new_one) {
  if (auto good = check_password(new_one, account.name); !good) return good;
  if (old_one.reveal() == new_one.reveal())
    return fail(Code::invalid_argument, "the new password is the old one");
  if (auto counted = count_proof(connection, account); !counted) return counted;
  const std::string hash = hash_password(new_one);
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    const auto known = proven(transaction, account, old_one);
    if (!known) return std::unexpected(known.error());
    set_password(transaction, account.id, hash, false);
    end_sessions(transaction, account.id, session.id);
    return note(transaction, account, "own_password_changed");
  });
}

OwnAccount::Enrolment OwnAccount::begin_second_factor(const Account& account, std::string_view issuer) {
  const base::Secret secret = make_totp_secret(random_);
  return {totp_text(secret), totp_uri(secret, issuer, account.name)};
}

Result<std::vector<base::Secret>> OwnAccount::set_second_factor(db::Connection& connection,
                                                                const Account& account,
                                                                const base::Secret& text,
                                                                const base::Secret& code) {
  using Codes = std::vector<base::Secret>;
  const auto secret = totp_secret_of(text);
  if (!secret) return std::unexpected(secret.error());
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<Codes> {
    const auto known = lock_credentials(transaction, account.name);
    if (!known) return fail(Code::not_found, "there is no such account");
    if (!known->totp.empty())
      return fail(Code::conflict, "there is a second factor already: remove it first");
    const auto step = match_totp(*secret, code.reveal(), now_of(transaction), 0);
    if (!step) return fail(Code::login_failed);
    const auto envelope = keys_.seal(secret->reveal(), totp_row(account.id), random_);
    RecoveryCodes recovery = make_recovery_codes(random_);
    set_totp(transaction, account.id, envelope, *step, recovery.hashes);
    if (auto noted = note(transaction, account, "own_second_factor_set"); !noted)
      return std::unexpected(noted.error());
    return std::move(recovery.codes);
  });
}

Result<> OwnAccount::remove_second_factor(db::Connection& connection, const Account& account,
                                          const base::Secret& password) {
  if (auto counted = count_proof(connection, account); !counted) return counted;
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    const auto known = proven(transaction, account, password);
    if (!known) return std::unexpected(known.error());
    clear_second_factor(transaction, account.id);
    return note(transaction, account, "own_second_factor_removed");
  });
}

Result<> OwnAccount::note(db::Transaction& transaction, const Account& account, std::string action) {
  audit::Event event;
  event.kind = audit::Kind::admin;
  event.time = clock_.wall();
  event.actor_kind = "staff";
  event.actor = account.name;
  event.action = std::move(action);
  event.details = "{";
  base::JsonMembers(event.details).number("account", account.id);
  event.details += '}';
  return audit::put(transaction, keys_, random_, event);
}

}  // namespace staff
