#include "platform/administration.hpp"

#include <algorithm>

#include "audit/outbox.hpp"
#include "db/transaction.hpp"
#include "platform/administration_checks.hpp"
#include "platform/administration_details.hpp"
#include "platform/consent_store.hpp"
#include "platform/ticket_store.hpp"
#include "platform/webhook_store.hpp"
#include "tokens/token_store.hpp"

namespace platform {
namespace {

using base::Code;
using base::Result;

audit::Event event_of(const Actor& actor, std::string action, std::string details, base::WallTime time) {
  audit::Event event;
  event.kind = audit::Kind::admin;
  event.time = time;
  event.actor_kind = actor.kind;
  event.actor = actor.name;
  event.action = std::move(action);
  event.details = std::move(details);
  return event;
}

audit::Event event_of(const Actor& actor, std::string action, const tenancy::Merchant& merchant,
                      std::string details, base::WallTime time) {
  auto event = event_of(actor, std::move(action), std::move(details), time);
  event.merchant = merchant.id;
  event.merchant_appid = merchant.appid;
  return event;
}

Result<> check_import(std::string_view appid, const tenancy::MerchantState& state,
                      const AuthorizedTokens& tokens) {
  if (auto good = check_appid(appid); !good) return good;
  if (auto good = check_state(state); !good) return good;
  if (auto good = check_credential("the refresh token", tokens.refresh); !good) return good;
  if (tokens.access.empty()) return {};
  if (tokens.expires_in <= std::chrono::seconds(0)) {
    return base::fail(base::Code::invalid_argument, "the access token has no life left");
  }
  return check_credential("the access token", tokens.access);
}

// The authorisation that is known already, with what WeChat tells of the merchant now.
Result<tenancy::Merchant> update_imported(db::Transaction& transaction, int merchant,
                                          const tenancy::MerchantState& state) {
  if (auto stored = tenancy::store_state(transaction, merchant, state); !stored)
    return std::unexpected(stored.error());
  if (auto back = tenancy::set_authorized(transaction, merchant, true); !back)
    return std::unexpected(back.error());
  return tenancy::find_merchant(transaction, merchant);
}

// Of a key that takes over from this one.
tenancy::KeySettings settings_of(const tenancy::ApiKey& old, base::WallTime now) {
  tenancy::KeySettings settings;
  settings.name = old.name;
  for (const base::Cidr& range : old.addresses)
    settings.addresses.push_back(range.text());
  settings.rate = old.rate;
  settings.burst = old.burst;
  settings.allow_in_url = old.allow_in_url;
  if (old.expires_at) settings.expires_at = now + (*old.expires_at - old.created_at);
  return settings;
}

}  // namespace

Administration::Administration(const crypto::KeyRing& keys, const base::Clock& clock, base::Random& random)
    : keys_(keys), clock_(clock), random_(random) {}

Result<tenancy::Merchant> Administration::import_merchant(db::Connection& connection, const Actor& actor,
                                                          std::string_view appid,
                                                          const tenancy::MerchantState& state,
                                                          const AuthorizedTokens& tokens) {
  if (auto good = check_import(appid, state, tokens); !good) return std::unexpected(good.error());
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<tenancy::Merchant> {
    tenancy::lock_changes(transaction);
    const auto before = tenancy::find_merchant(transaction, appid);
    const bool same = before && tokens::holds_refresh(transaction, keys_, before->id, tokens.refresh);
    auto merchant = same ? update_imported(transaction, before->id, state)
                         : tenancy::upsert_authorized(transaction, appid, state);
    if (!merchant) return merchant;
    forget_turned_away(transaction, appid);
    if (!same || !tokens.access.empty() || tokens::is_failing(transaction, merchant->id)) {
      const auto* access = tokens.access.empty() ? nullptr : &tokens.access;
      const auto stored = tokens::store_authorization(transaction, keys_, random_, merchant->id,
                                                      tokens.refresh, access, tokens.expires_in);
      if (!stored) return std::unexpected(stored.error());
    }
    const auto noted =
        audit::put(transaction, keys_, random_,
                   event_of(actor, "merchant_imported", *merchant,
                            imported_details(*merchant, before ? &*before : nullptr), clock_.wall()));
    if (!noted) return std::unexpected(noted.error());
    announce(transaction, before && before->authorized ? "updated" : "authorized", merchant->id,
             told_of(*merchant));
    return merchant;
  });
}

Result<> Administration::suspend(db::Connection& connection, const Actor& actor, std::string_view appid,
                                 std::string_view reason) {
  if (auto good = check_appid(appid); !good) return good;
  if (auto good = check_reason(reason); !good) return good;
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    tenancy::lock_changes(transaction);
    const auto merchant = tenancy::find_merchant(transaction, appid);
    if (!merchant) return std::unexpected(merchant.error());
    if (auto done = tenancy::set_suspended(transaction, merchant->id, true, reason); !done) return done;
    return audit::put(
        transaction, keys_, random_,
        event_of(actor, "merchant_suspended", *merchant, suspended_details(reason), clock_.wall()));
  });
}

Result<> Administration::resume(db::Connection& connection, const Actor& actor, std::string_view appid) {
  if (auto good = check_appid(appid); !good) return good;
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    tenancy::lock_changes(transaction);
    const auto merchant = tenancy::find_merchant(transaction, appid);
    if (!merchant) return std::unexpected(merchant.error());
    if (auto done = tenancy::set_suspended(transaction, merchant->id, false, ""); !done) return done;
    return audit::put(
        transaction, keys_, random_,
        event_of(actor, "merchant_resumed", *merchant, resumed_details(*merchant), clock_.wall()));
  });
}

Result<CreatedKey> Administration::create_key(db::Connection& connection, const Actor& actor,
                                              std::string_view appid, const tenancy::KeySettings& settings) {
  if (auto good = check_appid(appid); !good) return std::unexpected(good.error());
  const auto checked = checked_settings(settings, clock_.wall());
  if (!checked) return std::unexpected(checked.error());
  auto made = tenancy::make_api_key(random_);
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<CreatedKey> {
    tenancy::lock_changes(transaction);
    const auto merchant = tenancy::find_merchant(transaction, appid);
    if (!merchant) return std::unexpected(merchant.error());
    auto key = tenancy::insert_key(transaction, merchant->id, *checked, made.key_id, made.hash, actor.name);
    if (!key) return std::unexpected(key.error());
    auto event = event_of(actor, "key_created", *merchant, key_created_details(*key), clock_.wall());
    event.api_key = key->id;
    if (auto noted = audit::put(transaction, keys_, random_, event); !noted)
      return std::unexpected(noted.error());
    return CreatedKey{*std::move(key), std::move(made.text)};
  });
}

Result<RotatedKey> Administration::rotate_key(db::Connection& connection, const Actor& actor,
                                              std::string_view key_id, std::chrono::seconds overlap) {
  if (auto good = check_key_id(key_id); !good) return std::unexpected(good.error());
  auto made = tenancy::make_api_key(random_);
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<RotatedKey> {
    tenancy::lock_changes(transaction);
    const auto before = tenancy::lock_key(transaction, key_id);
    if (!before) return std::unexpected(before.error());
    const auto now = clock_.wall();
    if (before->revoked_at || (before->expires_at && *before->expires_at <= now))
      return base::fail(Code::conflict, "the API key has ended already: create another one");
    const auto merchant = tenancy::find_merchant(transaction, before->merchant);
    if (!merchant) return std::unexpected(merchant.error());
    auto key = tenancy::insert_key(transaction, merchant->id, settings_of(*before, now), made.key_id,
                                   made.hash, actor.name);
    if (!key) return std::unexpected(key.error());
    const auto end = std::min(before->expires_at.value_or(base::WallTime::max()), now + overlap);
    auto old = tenancy::set_key_end(transaction, key_id, end);
    if (!old) return std::unexpected(old.error());
    auto event = event_of(actor, "key_rotated", *merchant, key_rotated_details(*key, *before), now);
    event.api_key = key->id;
    if (auto noted = audit::put(transaction, keys_, random_, event); !noted)
      return std::unexpected(noted.error());
    return RotatedKey{{*std::move(key), std::move(made.text)}, *std::move(old), merchant->appid};
  });
}

Result<tenancy::ApiKey> Administration::revoke_key(db::Connection& connection, const Actor& actor,
                                                   std::string_view key_id) {
  if (auto good = check_key_id(key_id); !good) return std::unexpected(good.error());
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<tenancy::ApiKey> {
    tenancy::lock_changes(transaction);
    auto key = tenancy::revoke_key(transaction, key_id, actor.name);
    if (!key) return key;
    const auto merchant = tenancy::find_merchant(transaction, key->merchant);
    if (!merchant) return std::unexpected(merchant.error());
    auto event = event_of(actor, "key_revoked", *merchant, key_revoked_details(*key), clock_.wall());
    event.api_key = key->id;
    if (auto noted = audit::put(transaction, keys_, random_, event); !noted)
      return std::unexpected(noted.error());
    return key;
  });
}

Result<> Administration::set_ticket(db::Connection& connection, const Actor& actor,
                                    std::string_view component_appid, const base::Secret& ticket) {
  if (auto good = check_appid(component_appid); !good) return good;
  if (auto good = check_credential("the ticket", ticket); !good) return good;
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    if (auto stored = store_ticket(transaction, keys_, random_, component_appid, ticket); !stored) {
      return std::unexpected(stored.error());
    }
    return audit::put(transaction, keys_, random_,
                      event_of(actor, "ticket_set", ticket_details(component_appid), clock_.wall()));
  });
}

}  // namespace platform
