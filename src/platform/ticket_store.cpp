#include "platform/ticket_store.hpp"

#include <pqxx/pqxx>

#include "db/field.hpp"
#include "platform/rows.hpp"

namespace platform {
namespace {

// What a push may claim to come from the future: it keeps the next ones out no longer than they take to come.
constexpr std::chrono::seconds furthest_ahead{600};

}  // namespace

base::Result<bool> store_ticket(db::Transaction& transaction, const crypto::KeyRing& keys,
                                base::Random& random, std::string_view component_appid,
                                const base::Secret& ticket, std::optional<base::WallTime> created_at) {
  const std::string envelope = keys.seal(ticket.reveal(), ticket_row, random);
  const auto rows = transaction.raw().exec_params(
      "INSERT INTO platform AS known (component_appid, ticket, ticket_received_at, ticket_created_at, stamp) "
      "VALUES ($1, $2, now(), CASE WHEN $3::bigint IS NOT NULL THEN "
      "least(to_timestamp_micros($3), now() + $4 * interval '1 second') END, next_stamp()) "
      "ON CONFLICT (one) DO UPDATE SET ticket = EXCLUDED.ticket, "
      "ticket_received_at = EXCLUDED.ticket_received_at, "
      "ticket_created_at = coalesce(EXCLUDED.ticket_created_at, known.ticket_created_at), "
      "stamp = EXCLUDED.stamp WHERE known.component_appid = EXCLUDED.component_appid AND "
      "(EXCLUDED.ticket_created_at < known.ticket_created_at) IS NOT TRUE",
      std::string(component_appid), db::as_bytea(envelope),
      created_at ? std::optional(db::to_micros(*created_at)) : std::nullopt, furthest_ahead.count());
  if (rows.affected_rows() > 0) return true;
  const auto known = transaction.raw().exec1("SELECT component_appid FROM platform")[0].as<std::string>();
  if (known == component_appid) return false;
  return base::fail(base::Code::conflict, "this database belongs to the platform " + known);
}

base::Result<bool> take_ticket_request(db::Connection& connection, std::chrono::milliseconds pause) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<bool> {
    const auto taken = transaction.raw().exec_params(
        "INSERT INTO ticket_request AS last (asked_at) VALUES (now()) ON CONFLICT (one) DO UPDATE "
        "SET asked_at = now() WHERE last.asked_at <= now() - $1 * interval '1 millisecond'",
        pause.count());
    return taken.affected_rows() == 1;
  });
}

std::optional<base::WallTime> last_ticket_request(db::Transaction& transaction) {
  const auto rows = transaction.raw().exec("SELECT to_micros(asked_at) FROM ticket_request");
  if (rows.empty()) return std::nullopt;
  return db::time_of(rows[0][0]);
}

}  // namespace platform
