#include "platform/webhook_store.hpp"

#include "audit/outbox.hpp"
#include "base/json_writer.hpp"
#include "db/field.hpp"

namespace platform {
namespace {

const std::string take_delivery_sql =
    "UPDATE webhook_delivery d SET lease_owner = $1, tries = tries + 1,"
    "  due_at = clock_timestamp() + $2::bigint * interval '1 millisecond'"
    " WHERE id = (SELECT id FROM webhook_delivery WHERE settled_at IS NULL AND due_at <= clock_timestamp()"
    "             ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)"
    " RETURNING id, type, to_micros(created_at), details, tries,"
    "  coalesce((SELECT appid FROM merchant WHERE merchant.id = d.merchant), ''), coalesce(d.merchant, 0)";

const std::string overdue_sql =
    "INSERT INTO webhook_delivery (type, details, episode)"
    " SELECT 'ticket_overdue', json_build_object('since', since)::text,"
    "  'ticket_overdue/' || to_micros(since)::text"
    " FROM (SELECT coalesce((SELECT ticket_received_at FROM platform), enabled_at) AS since"
    "       FROM webhook WHERE enabled) last"
    " WHERE since < clock_timestamp() - interval '1 hour'"
    " ON CONFLICT (episode) DO NOTHING";

base::Result<> log_giving_up(db::Transaction& transaction, const Observer& observer,
                             const WebhookDelivery& delivery, const WebhookOutcome& outcome) {
  audit::Event event;
  event.kind = audit::Kind::system;
  event.time = observer.clock.wall();
  event.actor_kind = "gateway";
  event.actor = observer.instance;
  event.action = "webhook_given_up";
  event.merchant = delivery.merchant_id;
  event.merchant_appid = delivery.merchant;
  event.details = "{";
  base::JsonMembers members(event.details);
  members.text("delivery", std::to_string(delivery.id)).text("type", delivery.type);
  members.number("tries", delivery.tries).text("failure", outcome.failure);
  if (outcome.status > 0) members.number("status", outcome.status);
  event.details += "}";
  return audit::put(transaction, observer.keys, observer.random, event);
}

}  // namespace

base::Result<> enable_webhook(db::Connection& connection, bool enabled) {
  return db::in_transaction(connection, [enabled](db::Transaction& transaction) -> base::Result<> {
    transaction.raw().exec_params("UPDATE webhook SET enabled = $1, enabled_at = now() WHERE enabled <> $1",
                                  enabled);
    return {};
  });
}

bool is_announced(db::Transaction& transaction) {
  return transaction.raw().exec1("SELECT enabled FROM webhook")[0].as<bool>();
}

void announce(db::Transaction& transaction, std::string_view type, int merchant, std::string_view details) {
  transaction.raw().exec_params(
      "INSERT INTO webhook_delivery (type, merchant, details) SELECT $1, $2::integer, $3 FROM webhook "
      "WHERE enabled",
      std::string(type), merchant, std::string(details));
}

base::Result<> announce_overdue_ticket(db::Connection& connection) {
  return db::in_transaction(connection, [](db::Transaction& transaction) -> base::Result<> {
    transaction.raw().exec(overdue_sql);
    return {};
  });
}

base::Result<> forget_old_deliveries(db::Connection& connection) {
  return db::in_transaction(connection, [](db::Transaction& transaction) -> base::Result<> {
    transaction.raw().exec("DELETE FROM webhook_delivery WHERE settled_at < now() - interval '30 days'");
    return {};
  });
}

base::Result<std::optional<WebhookDelivery>> take_delivery(db::Connection& connection, std::string_view owner,
                                                           std::chrono::milliseconds lease) {
  using Taken = std::optional<WebhookDelivery>;
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<Taken> {
    const auto rows = transaction.raw().exec_params(take_delivery_sql, std::string(owner),
                                                    static_cast<std::int64_t>(lease.count()));
    if (rows.empty()) return Taken();
    const pqxx::row row = rows[0];
    WebhookDelivery delivery;
    delivery.id = row[0].as<std::int64_t>();
    delivery.type = row[1].as<std::string>();
    delivery.created_at = db::time_of(row[2]);
    delivery.details = row[3].as<std::string>();
    delivery.tries = row[4].as<int>();
    delivery.merchant = row[5].as<std::string>();
    delivery.merchant_id = row[6].as<int>();
    return Taken(std::move(delivery));
  });
}

base::Result<> end_delivery(db::Connection& connection, const Observer& observer, std::string_view owner,
                            const WebhookDelivery& delivery, const WebhookOutcome& outcome,
                            std::optional<std::chrono::seconds> pause) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<> {
    const bool delivered = outcome.failure.empty();
    const std::string end = delivered ? "delivered" : pause ? "" : "given_up";
    const auto rows = transaction.raw().exec_params(
        "UPDATE webhook_delivery SET lease_owner = NULL, status = NULLIF($3, 0), failure = NULLIF($4, ''), "
        "outcome = NULLIF($5, ''), settled_at = CASE WHEN $5 <> '' THEN clock_timestamp() END, "
        "details = CASE WHEN $5 <> '' THEN (details::jsonb - 'invitation')::text ELSE details END, "
        "due_at = clock_timestamp() + $6::bigint * interval '1 second' "
        "WHERE id = $1 AND lease_owner = $2 AND settled_at IS NULL",
        delivery.id, std::string(owner), outcome.status, outcome.failure, end,
        static_cast<std::int64_t>(pause.value_or(std::chrono::seconds(0)).count()));
    if (rows.affected_rows() == 0 || end != "given_up") return {};
    return log_giving_up(transaction, observer, delivery, outcome);
  });
}

}  // namespace platform
