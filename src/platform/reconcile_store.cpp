#include "platform/reconcile_store.hpp"

#include <utility>

#include <pqxx/pqxx>

#include "audit/outbox.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"
#include "platform/administration_details.hpp"
#include "platform/consent_store.hpp"
#include "platform/token_history.hpp"
#include "platform/webhook_store.hpp"
#include "tenancy/tenancy_store.hpp"
#include "tokens/token_store.hpp"

namespace platform {
namespace {

using base::Result;
using tenancy::Merchant;

Result<> note_found(db::Transaction& transaction, const Observer& observer, const Merchant& merchant,
                    const Merchant* before) {
  audit::Event event;
  event.kind = audit::Kind::authorization;
  event.time = observer.clock.wall();
  event.actor_kind = "gateway";
  event.actor = observer.instance;
  event.action = "merchant_found_by_reconciliation";
  event.merchant = merchant.id;
  event.merchant_appid = merchant.appid;
  event.details = imported_details(merchant, before);
  return audit::put(transaction, observer.keys, observer.random, event);
}

// The stored refresh token as it is now, empty when there is none that opens.
base::Secret stored_refresh(db::Transaction& transaction, const crypto::KeyRing& keys, int merchant) {
  const auto rows =
      transaction.raw().exec_params("SELECT refresh FROM merchant_token WHERE merchant = $1", merchant);
  if (rows.empty() || rows[0][0].is_null()) return {};
  auto opened = keys.open(db::bytes_of(rows[0][0]), tokens::refresh_row(merchant));
  return opened ? std::move(*opened) : base::Secret();
}

}  // namespace

Result<bool> take_job(db::Connection& connection, std::string_view name, std::string_view owner,
                      std::chrono::seconds lease, std::chrono::seconds pause) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<bool> {
    const auto rows = transaction.raw().exec_params(
        "INSERT INTO platform_job AS job (name, owner, lease_until) "
        "VALUES ($1, $2, clock_timestamp() + $3::bigint * interval '1 second') "
        "ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until "
        "WHERE (job.owner = $2 OR job.lease_until IS NULL OR job.lease_until < clock_timestamp()) "
        "AND (job.finished_at IS NULL OR "
        "     job.finished_at <= clock_timestamp() - $4::bigint * interval '1 second') RETURNING 1",
        std::string(name), std::string(owner), static_cast<std::int64_t>(lease.count()),
        static_cast<std::int64_t>(pause.count()));
    return !rows.empty();
  });
}

Result<> end_job(db::Connection& connection, std::string_view name, std::string_view owner, bool finished) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    transaction.raw().exec_params(
        "UPDATE platform_job SET owner = NULL, lease_until = NULL, "
        "finished_at = CASE WHEN $3 THEN clock_timestamp() ELSE finished_at END "
        "WHERE name = $1 AND owner = $2",
        std::string(name), std::string(owner), finished);
    return {};
  });
}

Result<std::vector<KnownMerchant>> known_merchants(db::Connection& connection, const crypto::KeyRing& keys) {
  using Known = std::vector<KnownMerchant>;
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<Known> {
    Known known;
    const auto rows = transaction.raw().exec(
        "SELECT coalesce(m.id, 0), coalesce(m.appid, a.appid), coalesce(m.authorized, false), t.refresh, "
        "coalesce(t.needs_reauthorization, false), coalesce(m.authorization_version, 0), "
        "a.appid IS NOT NULL FROM merchant m LEFT JOIN merchant_token t ON t.merchant = m.id "
        "FULL JOIN turned_away a ON a.appid = m.appid");
    known.reserve(rows.size());
    for (const auto& row : rows) {
      KnownMerchant merchant;
      merchant.id = row[0].as<int>();
      merchant.appid = row[1].as<std::string>();
      merchant.authorized = row[2].as<bool>();
      merchant.has_refresh = !row[3].is_null();
      merchant.needs_reauthorization = row[4].as<bool>();
      merchant.authorization_version = row[5].as<int>();
      merchant.turned_away = row[6].as<bool>();
      if (merchant.has_refresh) {
        auto opened = keys.open(db::bytes_of(row[3]), tokens::refresh_row(merchant.id));
        if (opened) merchant.refresh = std::move(*opened);
      }
      known.push_back(std::move(merchant));
    }
    return known;
  });
}

Result<std::optional<Merchant>> store_found_merchant(db::Connection& connection, const Observer& observer,
                                                     std::string_view appid, const base::Secret& refresh,
                                                     const tenancy::MerchantState& state) {
  using Found = std::optional<Merchant>;
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<Found> {
    tenancy::lock_changes(transaction);
    const auto before = tenancy::find_merchant(transaction, appid);
    if ((before && before->authorized) || is_turned_away(transaction, appid)) return Found();
    auto merchant = tenancy::upsert_authorized(transaction, appid, state);
    if (!merchant) return std::unexpected(merchant.error());
    const auto stored = tokens::store_authorization(transaction, observer.keys, observer.random, merchant->id,
                                                    refresh, nullptr, std::chrono::seconds(0));
    if (!stored) return std::unexpected(stored.error());
    const auto noted = note_found(transaction, observer, *merchant, before ? &*before : nullptr);
    if (!noted) return std::unexpected(noted.error());
    announce(transaction, "authorized", merchant->id, told_of(*merchant));
    return *std::move(merchant);
  });
}

Result<bool> store_found_tokens(db::Connection& connection, const Observer& observer, int merchant,
                                const base::Secret& before, const tokens::NewTokens& found) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<bool> {
    tenancy::lock_changes(transaction);
    const auto known = tenancy::find_merchant(transaction, merchant);
    if (!known) return std::unexpected(known.error());
    if (stored_refresh(transaction, observer.keys, merchant).reveal() != before.reveal()) return false;
    const auto stored = tokens::store_authorization(transaction, observer.keys, observer.random, merchant,
                                                    found.refresh, &found.access, found.expires_in);
    if (!stored) return std::unexpected(stored.error());
    TokenHistory history(std::string(observer.instance), "", observer.keys, observer.clock, observer.random);
    if (auto noted = history.found(transaction, merchant, known->appid); !noted) {
      return std::unexpected(noted.error());
    }
    return true;
  });
}

Result<OldStates> oldest_states(db::Connection& connection, std::chrono::seconds age, int limit) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<OldStates> {
    OldStates states;
    auto& tx = transaction.raw();
    states.authorized = tx.exec1("SELECT count(*) FROM merchant WHERE authorized")[0].as<std::size_t>();
    const auto rows = tx.exec_params(
        "SELECT id, authorization_version, appid FROM merchant WHERE authorized AND (state_read_at IS NULL "
        "OR "
        "state_read_at < clock_timestamp() - $1::bigint * interval '1 second') "
        "ORDER BY state_read_at NULLS FIRST, id LIMIT $2",
        static_cast<std::int64_t>(age.count()), limit);
    for (const auto& row : rows) {
      states.oldest.emplace_back(AskedAbout{row[0].as<int>(), row[1].as<int>(), true},
                                 row[2].as<std::string>());
    }
    return states;
  });
}

}  // namespace platform
