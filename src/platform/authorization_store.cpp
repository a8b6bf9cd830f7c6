#include "platform/authorization_store.hpp"

#include <pqxx/pqxx>

#include "audit/outbox.hpp"
#include "base/json_writer.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"
#include "platform/administration_details.hpp"
#include "platform/consent_store.hpp"
#include "platform/invitation_store.hpp"
#include "platform/redirect_store.hpp"
#include "platform/webhook_store.hpp"
#include "tenancy/tenancy_store.hpp"
#include "tokens/token_store.hpp"

namespace platform {
namespace {

using tenancy::Merchant;

audit::Event authorization_event(const Observer& observer, std::string action, const Merchant& merchant,
                                 std::string details) {
  audit::Event event;
  event.kind = audit::Kind::authorization;
  event.time = observer.clock.wall();
  event.actor_kind = "gateway";
  event.actor = observer.instance;
  event.action = std::move(action);
  event.merchant = merchant.id;
  event.merchant_appid = merchant.appid;
  event.details = std::move(details);
  return event;
}

// A push's time has whole seconds, is WeChat's, and the push may come late: what we know to be older than
// that second is older.
bool authorized_before(db::Transaction& transaction, int merchant, base::WallTime moment) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(moment.time_since_epoch()).count();
  return transaction.raw()
      .exec_params1(
          "SELECT coalesce(authorized_at < to_timestamp($2::bigint), true) FROM merchant WHERE id = $1",
          merchant, seconds)[0]
      .as<bool>();
}

// What WeChat told of the merchant may be older than its departure.
bool has_left_since(db::Transaction& transaction, std::string_view code_hash, std::string_view appid) {
  return !transaction.raw()
              .exec_params(
                  "SELECT FROM merchant m, authorization_code c WHERE m.appid = $1 AND c.hash = $2 "
                  "AND m.unauthorized_at >= c.received_at",
                  std::string(appid), db::as_bytea(std::string(code_hash)))
              .empty();
}

void count_as_unread(db::Transaction& transaction, int merchant) {
  transaction.raw().exec_params(
      "UPDATE merchant SET state_read_at = NULL, stamp = next_stamp() WHERE id = $1", merchant);
}

// It did consent at WeChat; all that can be done here is not to let it in.
base::Result<Entered> turn_away_account(db::Transaction& transaction, const Observer& observer,
                                        std::string_view code_hash, std::string_view appid,
                                        const Invitation& invitation, Entry entry) {
  const std::string reason(name(entry));
  turn_away(transaction, appid, invitation.id, entry);
  const auto settled = settle_code(transaction, code_hash, observer.instance,
                                   {.outcome = reason, .errcode = std::nullopt, .merchant = std::nullopt});
  if (!settled) return std::unexpected(settled.error());
  std::string details = "{";
  base::JsonMembers(details).number("invitation", invitation.id).text("appid", appid).text("reason", reason);
  const auto noted =
      audit::put(transaction, observer.keys, observer.random,
                 authorization_event(observer, "account_turned_away", Merchant(), details + "}"));
  if (!noted) return std::unexpected(noted.error());
  return Entered{entry, Merchant(), false};
}

}  // namespace

base::Result<Entered> store_authorization(db::Connection& connection, const Observer& observer,
                                          std::string_view code_hash, const Authorization& authorization,
                                          const std::optional<tenancy::MerchantState>& state) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<Entered> {
    tenancy::lock_changes(transaction);
    const auto before = tenancy::find_merchant(transaction, authorization.appid);
    const auto invitation = lock_invitation_of(transaction, code_hash);
    const bool known = before && before->authorized;
    const auto entry = invitation ? judge_entry(*invitation, authorization.appid, known) : Entry::free;
    if (entry != Entry::free) {
      return turn_away_account(transaction, observer, code_hash, authorization.appid, *invitation, entry);
    }
    forget_turned_away(transaction, authorization.appid);
    const bool doubtful = !state || has_left_since(transaction, code_hash, authorization.appid);
    auto merchant =
        state ? tenancy::upsert_authorized(transaction, authorization.appid, *state)
              : tenancy::upsert_unread(transaction, authorization.appid, authorization.permission_sets);
    if (!merchant) return std::unexpected(merchant.error());
    const auto* access = authorization.access.empty() ? nullptr : &authorization.access;
    if (!authorization.refresh.empty()) {
      const auto stored =
          tokens::store_authorization(transaction, observer.keys, observer.random, merchant->id,
                                      authorization.refresh, access, authorization.expires_in);
      if (!stored) return std::unexpected(stored.error());
    }
    const auto settled =
        settle_code(transaction, code_hash, observer.instance,
                    {.outcome = "authorized", .errcode = std::nullopt, .merchant = merchant->id});
    if (!settled) return std::unexpected(settled.error());
    if (auto used = note_invitation_use(transaction, observer, code_hash); !used) {
      return std::unexpected(used.error());
    }
    const auto noted =
        audit::put(transaction, observer.keys, observer.random,
                   authorization_event(observer, "merchant_authorized", *merchant,
                                       imported_details(*merchant, before ? &*before : nullptr)));
    if (!noted) return std::unexpected(noted.error());
    announce(transaction, known ? "updated" : "authorized", merchant->id, told_of(*merchant));
    if (doubtful) count_as_unread(transaction, merchant->id);
    return Entered{Entry::free, *std::move(merchant), doubtful};
  });
}

base::Result<> store_code_end(db::Connection& connection, const Observer& observer,
                              std::string_view code_hash, const CodeEnd& end, bool only_unclaimed) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) {
    return settle_code(transaction, code_hash, observer.instance, end, only_unclaimed);
  });
}

base::Result<Departure> store_departure(db::Connection& connection, const Observer& observer,
                                        std::string_view appid, base::WallTime created_at) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<Departure> {
    tenancy::lock_changes(transaction);
    forget_turned_away_before(transaction, appid, created_at);
    const auto before = tenancy::find_merchant(transaction, appid);
    if (!before) return Departure();
    if (!before->authorized) {  // an authorisation may be under way
      transaction.raw().exec_params("UPDATE merchant SET unauthorized_at = now() WHERE id = $1", before->id);
      return Departure();
    }
    const bool left = authorized_before(transaction, before->id, created_at);
    if (left) {
      if (auto marked = tenancy::set_authorized(transaction, before->id, false); !marked) {
        return std::unexpected(marked.error());
      }
      const auto noted = audit::put(transaction, observer.keys, observer.random,
                                    authorization_event(observer, "merchant_left", *before, "{}"));
      if (!noted) return std::unexpected(noted.error());
      announce(transaction, "left", before->id);
    } else {
      count_as_unread(transaction, before->id);
    }
    auto merchant = tenancy::find_merchant(transaction, before->id);
    if (!merchant) return std::unexpected(merchant.error());
    return Departure{left ? DepartureFate::marked : DepartureFate::doubtful, *std::move(merchant)};
  });
}

}  // namespace platform
