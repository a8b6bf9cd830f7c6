#include "audit/hold_store.hpp"

#include <pqxx/pqxx>

#include "base/json_writer.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Code;
using base::Result;

const std::string hold_rows_sql =
    "SELECT id, first_day::text, last_day::text, reason, to_micros(created_at), created_by, "
    "to_micros(released_at), released_by FROM audit_hold";

Hold hold_of(const pqxx::row& row) {
  Hold hold;
  hold.id = row[0].as<int>();
  hold.first_day = row[1].as<std::string>();
  hold.last_day = row[2].as<std::string>();
  hold.reason = row[3].as<std::string>();
  hold.created_at = db::time_of(row[4]);
  hold.created_by = row[5].as<std::string>();
  hold.released_at = db::optional_time_of(row[6]);
  hold.released_by = db::optional_of<std::string>(row[7]).value_or("");
  return hold;
}

Hold read_hold(db::Transaction& transaction, int id) {
  return hold_of(transaction.raw().exec_params1(hold_rows_sql + " WHERE id = $1", id));
}

std::string hold_details(const Hold& hold, const std::string& reason) {
  std::string details = "{";
  base::JsonMembers(details)
      .number("hold", hold.id)
      .text("from", hold.first_day)
      .text("to", hold.last_day)
      .text("reason", reason);
  return details + "}";
}

}  // namespace

Result<Hold> add_hold(db::Connection& connection, const Hand& hand, const std::string& first_day,
                      const std::string& last_day, const std::string& reason) {
  if (auto good = check_day(first_day); !good) return std::unexpected(good.error());
  if (auto good = check_day(last_day); !good) return std::unexpected(good.error());
  if (auto good = check_purpose(reason); !good) return std::unexpected(good.error());
  if (last_day < first_day) return base::fail(Code::invalid_argument, "the days are in the wrong order");
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<Hold> {
    auto& tx = transaction.raw();
    tx.exec("SELECT pg_advisory_xact_lock(hashtext('audit_leaving'))");
    const auto id = tx.exec_params1(
        "INSERT INTO audit_hold (first_day, last_day, reason, created_by) VALUES ($1::date, $2::date, $3, "
        "$4) RETURNING id",
        first_day, last_day, reason, hand.name)[0];
    Hold hold = read_hold(transaction, id.as<int>());
    if (auto noted = hand.note(transaction, "hold_added", hold_details(hold, reason)); !noted)
      return std::unexpected(noted.error());
    return hold;
  });
}

Result<Hold> release_hold(db::Connection& connection, const Hand& hand, int id, const std::string& reason) {
  if (auto good = check_purpose(reason); !good) return std::unexpected(good.error());
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<Hold> {
    auto& tx = transaction.raw();
    const auto released = tx.exec_params(
        "UPDATE audit_hold SET released_at = now(), released_by = $2 WHERE id = $1 AND released_at IS NULL",
        id, hand.name);
    if (released.affected_rows() == 0) {
      const bool known = !tx.exec_params("SELECT 1 FROM audit_hold WHERE id = $1", id).empty();
      return known ? base::fail(Code::conflict, "hold " + std::to_string(id) + " is released already")
                   : base::fail(Code::not_found, "there is no hold " + std::to_string(id));
    }
    Hold hold = read_hold(transaction, id);
    if (auto noted = hand.note(transaction, "hold_released", hold_details(hold, reason)); !noted)
      return std::unexpected(noted.error());
    return hold;
  });
}

Result<std::vector<Hold>> list_holds(db::Connection& connection) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<std::vector<Hold>> {
    std::vector<Hold> holds;
    for (const auto& row : transaction.raw().exec(hold_rows_sql + " ORDER BY id DESC")) {
      holds.push_back(hold_of(row));
    }
    return holds;
  });
}

}  // namespace audit
