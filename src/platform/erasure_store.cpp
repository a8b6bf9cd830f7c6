#include "platform/erasure_store.hpp"

#include <string>

#include <pqxx/pqxx>

#include "audit/outbox.hpp"
#include "base/json_writer.hpp"
#include "db/transaction.hpp"
#include "platform/administration_checks.hpp"
#include "tenancy/tenancy_store.hpp"

namespace platform {
namespace {

// What is cleared here is known again with the next authorisation.
constexpr auto merchant_sql =
    "UPDATE merchant SET nick_name = '', principal_name = '', user_name = '', verify_type = NULL, "
    "account_status = NULL, permission_sets = '{}', state_read_at = NULL, suspended_reason = NULL, "
    "stamp = next_stamp() WHERE id = $1";

// The generation keeps an answer to a refresh that is under way from being stored.
constexpr auto token_sql =
    "UPDATE merchant_token SET access = NULL, refresh = NULL, expires_at = NULL, refreshed_at = NULL, "
    "forced_at = NULL, generation = generation + 1, lease_owner = NULL, lease_until = NULL, "
    "failing_since = NULL, failures = 0, last_errcode = NULL, needs_reauthorization = false, "
    "stamp = next_stamp() WHERE merchant = $1";

constexpr auto key_sql =
    "UPDATE api_key SET name = 'erased', revoked_at = coalesce(revoked_at, now()), "
    "revoked_by = coalesce(revoked_by, $2), stamp = next_stamp() WHERE merchant = $1";

}  // namespace

base::Result<> erase_merchant(db::Connection& connection, const Actor& actor, const crypto::KeyRing& keys,
                              const base::Clock& clock, base::Random& random, const Erasure& erasure) {
  if (auto good = check_appid(erasure.appid); !good) return good;
  if (auto good = check_reason(erasure.reason); !good) return good;
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<> {
    tenancy::lock_changes(transaction);
    const auto merchant = tenancy::find_merchant(transaction, erasure.appid);
    if (!merchant) return std::unexpected(merchant.error());
    if (merchant->authorized) {
      return base::fail(base::Code::conflict,
                        "the merchant authorises the platform: only one that left can be erased");
    }
    auto& tx = transaction.raw();
    tx.exec_params(merchant_sql, merchant->id);
    const auto tokens = tx.exec_params(token_sql, merchant->id);
    const auto revoked = tx.exec_params(key_sql, merchant->id, actor.name);

    audit::Event event;
    event.kind = audit::Kind::admin;
    event.time = clock.wall();
    event.actor_kind = actor.kind;
    event.actor = actor.name;
    event.action = "merchant_erased";
    event.merchant = merchant->id;
    event.merchant_appid = merchant->appid;
    event.details = "{";
    base::JsonMembers(event.details)
        .text("reason", erasure.reason)
        .boolean("tokens", tokens.affected_rows() > 0)
        .number("api_keys", revoked.affected_rows());
    event.details += "}";
    return audit::put(transaction, keys, random, event);
  });
}

}  // namespace platform
