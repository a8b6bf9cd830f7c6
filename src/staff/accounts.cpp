#include "staff/accounts.hpp"

#include <utility>

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "db/transaction.hpp"
#include "staff/access_token_store.hpp"
#include "staff/account_store.hpp"
#include "staff/password.hpp"
#include "staff/session_store.hpp"

namespace staff {
namespace {

using base::Code;
using base::fail;
using base::Result;

constexpr std::size_t longest_full_name = 100;

// Nothing that was begun in the account's name goes on.
void shut_out(db::Transaction& transaction, int account) {
  end_sessions(transaction, account, 0);
  delete_access_tokens(transaction, account);
}

Result<> check(const Account& account) {
  const Bounds& bounds = account.bounds;
  if (!is_account_name(account.name))
    return fail(
        Code::invalid_argument,
        "an account's name is 2 to 64 lower-case letters, digits and . _ @ -, a letter or digit first");
  if (account.full_name.size() > longest_full_name || !base::is_utf8(account.full_name) ||
      base::has_control(account.full_name))
    return fail(Code::invalid_argument, "the full name is at most 100 bytes of text");
  if (account.role != Role::auditor && bounds != Bounds())
    return fail(Code::invalid_argument, "only auditors are bound to merchants or days");
  for (const std::string& day : {bounds.first_day, bounds.last_day}) {
    if (!day.empty() && !is_day(day))
      return fail(Code::invalid_argument, "\"" + day + "\" is no day YYYY-MM-DD");
  }
  if (!bounds.first_day.empty() && !bounds.last_day.empty() && bounds.last_day < bounds.first_day)
    return fail(Code::invalid_argument, "the last day is before the first");
  return {};
}

std::string numbers(const std::vector<int>& all) {
  std::string out = "[";
  for (const int one : all) {
    if (out.size() > 1) out += ',';
    out += std::to_string(one);
  }
  return out + ']';
}

// What the log says of an account.
std::string state_of(const Account& account) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("role", name(account.role));
  if (!account.bounds.merchants.empty()) members.raw("merchants", numbers(account.bounds.merchants));
  members.text_unless_empty("first_day", account.bounds.first_day)
      .text_unless_empty("last_day", account.bounds.last_day);
  if (account.ends_at) members.text("ends_at", base::to_rfc3339(*account.ends_at));
  if (account.disabled_at) members.text("disabled_at", base::to_rfc3339(*account.disabled_at));
  return out + '}';
}

std::string details_of(int account, std::string_view before, std::string_view after) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.number("account", account);
  if (!before.empty()) members.raw("before", before);
  if (!after.empty()) members.raw("after", after);
  return out + '}';
}

}  // namespace

Accounts::Accounts(const crypto::KeyRing& keys, const base::Clock& clock, base::Random& random)
    : keys_(keys), clock_(clock), random_(random) {}

Result<Accounts::Created> Accounts::create(db::Connection& connection, const audit::Actor& actor,
                                           Account account, const base::Secret& password) {
  if (auto good = check(account); !good) return std::unexpected(good.error());
  Created created;
  account.must_change = password.empty();
  if (password.empty()) {
    created.password = generate_password(random_);
  } else if (auto good = check_password(password, account.name); !good) {
    return std::unexpected(good.error());
  }
  const std::string hash = hash_password(password.empty() ? created.password : password);
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<Created> {
    auto inserted = insert_account(transaction, account, hash, actor.name);
    if (!inserted) return std::unexpected(inserted.error());
    created.account = *std::move(inserted);
    const auto noted = note(transaction, actor, "account_created",
                            details_of(created.account.id, "", state_of(created.account)));
    if (!noted) return std::unexpected(noted.error());
    return created;
  });
}

Result<Account> Accounts::change(db::Connection& connection, const audit::Actor& actor, std::string_view name,
                                 const AccountChange& change, int version) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<Account> {
    const auto before = lock_account(transaction, name);
    if (!before) return before;
    if (version != 0 && version != before->version)
      return fail(Code::conflict, "somebody else has changed the account meanwhile");
    Account account = *before;
    account.full_name = change.full_name.value_or(account.full_name);
    account.role = change.role.value_or(account.role);
    account.bounds = change.bounds.value_or(account.bounds);
    account.ends_at = change.ends_at.value_or(account.ends_at);
    if (change.disabled && *change.disabled != account.disabled_at.has_value())
      account.disabled_at = *change.disabled ? std::optional(clock_.wall()) : std::nullopt;
    if (auto good = check(account); !good) return std::unexpected(good.error());

    const auto now = clock_.wall();
    const bool was = before->role == Role::admin && may_log_in(*before, now);
    const bool stays = account.role == Role::admin && may_log_in(account, now) && !account.ends_at;
    if (was && !stays && other_admins(transaction, account.id) == 0)
      return fail(Code::conflict, "this is the last admin who can log in: make another one first");
    account = update_account(transaction, account);
    if (!may_log_in(account, now)) shut_out(transaction, account.id);
    const auto noted = note(transaction, actor, "account_changed",
                            details_of(account.id, state_of(*before), state_of(account)));
    if (!noted) return std::unexpected(noted.error());
    return account;
  });
}

Result<base::Secret> Accounts::reset_password(db::Connection& connection, const audit::Actor& actor,
                                              std::string_view name, const base::Secret& password) {
  if (!password.empty()) {
    if (auto good = check_password(password, name); !good) return std::unexpected(good.error());
  }
  const base::Secret made = password.empty() ? generate_password(random_) : base::Secret();
  const std::string hash = hash_password(password.empty() ? made : password);
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<base::Secret> {
    const auto account = lock_account(transaction, name);
    if (!account) return std::unexpected(account.error());
    set_password(transaction, account->id, hash, password.empty());
    shut_out(transaction, account->id);
    const auto noted = note(transaction, actor, "account_password_reset", details_of(account->id, "", ""));
    if (!noted) return std::unexpected(noted.error());
    return made;
  });
}

Result<> Accounts::reset_second_factor(db::Connection& connection, const audit::Actor& actor,
                                       std::string_view name) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    const auto account = lock_account(transaction, name);
    if (!account) return std::unexpected(account.error());
    clear_second_factor(transaction, account->id);
    return note(transaction, actor, "account_second_factor_reset", details_of(account->id, "", ""));
  });
}

Result<> Accounts::note(db::Transaction& transaction, const audit::Actor& actor, std::string action,
                        std::string details) {
  audit::Event event;
  event.kind = audit::Kind::admin;
  event.time = clock_.wall();
  event.actor_kind = actor.kind;
  event.actor = actor.name;
  event.action = std::move(action);
  event.details = std::move(details);
  return audit::put(transaction, keys_, random_, event);
}

}  // namespace staff
