#include "platform/ticket_store.hpp"

#include <pqxx/pqxx>

#include "db/field.hpp"
#include "platform/rows.hpp"

namespace platform {

base::Result<> store_ticket(db::Transaction& transaction, const crypto::KeyRing& keys, base::Random& random,
                            std::string_view component_appid, const base::Secret& ticket) {
  const std::string envelope = keys.seal(ticket.reveal(), ticket_row, random);
  const auto rows = transaction.raw().exec_params(
      "INSERT INTO platform AS known (component_appid, ticket, ticket_received_at, stamp) "
      "VALUES ($1, $2, now(), next_stamp()) ON CONFLICT (one) DO UPDATE SET ticket = EXCLUDED.ticket, "
      "ticket_received_at = EXCLUDED.ticket_received_at, stamp = EXCLUDED.stamp "
      "WHERE known.component_appid = EXCLUDED.component_appid",
      std::string(component_appid), db::as_bytea(envelope));
  if (rows.affected_rows() > 0) return {};
  const auto known = transaction.raw().exec1("SELECT component_appid FROM platform")[0].as<std::string>();
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
