#include "staff/access_tokens.hpp"

#include <chrono>

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "db/transaction.hpp"
#include "staff/access_token_store.hpp"

namespace staff {
namespace {

using base::Code;
using base::fail;
using base::Result;

constexpr std::size_t longest_token_name = 100;
constexpr std::chrono::days longest_token_life{366};
constexpr int most_tokens = 20;

TokenScope widest_scope(Role role) {
  switch (role) {
    case Role::admin:
      return TokenScope::administer;
    case Role::operator_:
      return TokenScope::operate;
    case Role::auditor:
      return TokenScope::read;
  }
  return TokenScope::read;
}

Result<> check_wanted(const AccessToken& wanted, Role role, base::WallTime now) {
  if (wanted.name.empty() || wanted.name.size() > longest_token_name || !base::is_utf8(wanted.name) ||
      base::has_control(wanted.name))
    return fail(Code::invalid_argument, "a token's name is 1 to 100 bytes of text");
  if (wanted.scope > widest_scope(role))
    return fail(Code::invalid_argument, "the scope is wider than what your role may do");
  if (wanted.expires_at <= now || wanted.expires_at > now + longest_token_life)
    return fail(Code::invalid_argument, "a token ends in the future, at most a year ahead");
  return {};
}

}  // namespace

Result<AccessTokens::Created> AccessTokens::create(db::Connection& connection, const Account& account,
                                                   const AccessToken& wanted) {
  if (auto good = check_wanted(wanted, account.role, clock_.wall()); !good)
    return std::unexpected(good.error());
  Created created;
  created.text = make_access_token(random_);
  const std::string hash = hash_of_access_token(created.text.reveal()).value();
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<Created> {
    forget_old_access_tokens(transaction);
    if (count_access_tokens(transaction, account.id) >= most_tokens)
      return fail(Code::conflict, "you have 20 tokens already: revoke one first");
    created.token = insert_access_token(transaction, account.id, hash, wanted);
    if (auto noted = note(transaction, account, created.token, "access_token_created"); !noted)
      return std::unexpected(noted.error());
    return created;
  });
}

Result<std::vector<AccessToken>> AccessTokens::list(db::Connection& connection, int account) {
  return db::in_transaction(connection,
                            [&](db::Transaction& transaction) -> Result<std::vector<AccessToken>> {
                              return list_access_tokens(transaction, account);
                            });
}

Result<> AccessTokens::revoke(db::Connection& connection, const Account& account, int id) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    const auto gone = delete_access_token(transaction, account.id, id);
    if (!gone) return fail(Code::not_found, "you have no such token");
    return note(transaction, account, *gone, "access_token_revoked");
  });
}

Result<std::optional<std::pair<AccessToken, Account>>> AccessTokens::find(db::Connection& connection,
                                                                          const base::Secret& text) {
  using Found = std::optional<std::pair<AccessToken, Account>>;
  const auto hash = hash_of_access_token(text.reveal());
  if (!hash) return Found();
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<Found> {
    return find_access_token(transaction, *hash);
  });
}

Result<> AccessTokens::note(db::Transaction& transaction, const Account& account, const AccessToken& token,
                            std::string action) {
  audit::Event event;
  event.kind = audit::Kind::admin;
  event.time = clock_.wall();
  event.actor_kind = "staff";
  event.actor = account.name;
  event.action = std::move(action);
  event.details = "{";
  base::JsonMembers(event.details)
      .number("account", account.id)
      .number("token", token.id)
      .text("name", token.name)
      .text("scope", name(token.scope))
      .text("expires_at", base::to_rfc3339(token.expires_at));
  event.details += '}';
  return audit::put(transaction, keys_, random_, event);
}

}  // namespace staff
