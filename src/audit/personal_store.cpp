#include "audit/personal_store.hpp"

#include <algorithm>

#include <pqxx/pqxx>

#include "audit/outbox.hpp"
#include "base/json_writer.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Result;

constexpr std::int64_t personal_piece = 4'096;

std::vector<std::string> days_of(const pqxx::result& rows) {
  std::vector<std::string> days;
  days.reserve(rows.size());
  for (const auto& row : rows) {
    days.push_back(row[0].as<std::string>());
  }
  return days;
}

}  // namespace

Result<std::vector<std::string>> destroy_day_keys(db::Connection& connection, int keep_days) {
  return db::in_transaction(
      connection, [&](db::Transaction& transaction) -> Result<std::vector<std::string>> {
        auto& tx = transaction.raw();
        const auto due = days_of(tx.exec_params(
            "SELECT day::text FROM audit_day_key WHERE envelope IS NOT NULL "
            "AND day < (clock_timestamp() AT TIME ZONE 'UTC')::date - $1::integer ORDER BY day",
            keep_days));
        for (const std::string& day : due) {
          tx.exec_params("SELECT audit_destroy_day_key($1::date, $2)", day, keep_days);
        }
        return days_of(
            tx.exec("SELECT day::text FROM audit_day_key WHERE envelope IS NULL AND cleared_at IS NULL ORDER "
                    "BY day"));
      });
}

Result<std::vector<Stretch>> stretches_of(db::Connection& connection, const std::string& day) {
  // A head is made at most a moment before or after its stream's day; two days leave room for clocks.
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<std::vector<Stretch>> {
    std::vector<Stretch> stretches;
    for (const auto& row :
         transaction.raw().exec_params("SELECT id, size FROM audit_stream "
                                       "WHERE day BETWEEN $1::date - 2 AND $1::date + 2 ORDER BY id",
                                       day)) {
      const auto size = row[1].as<std::int64_t>();
      for (std::int64_t first = 0; first < size; first += personal_piece) {
        stretches.push_back({row[0].as<std::int64_t>(), first, std::min(first + personal_piece, size) - 1});
      }
    }
    return stretches;
  });
}

Result<std::int64_t> clear_clients(db::Connection& connection, const std::string& day,
                                   const Stretch& stretch) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<std::int64_t> {
    return transaction.raw()
        .exec_params1("SELECT audit_clear_clients($1::date, $2, $3, $4)", day, stretch.stream, stretch.first,
                      stretch.last)[0]
        .as<std::int64_t>();
  });
}

Result<std::optional<std::int64_t>> finish_clearing(db::Connection& connection, const std::string& day,
                                                    const std::string& instance, const crypto::KeyRing& keys,
                                                    const base::Clock& clock, base::Random& random) {
  using Count = std::optional<std::int64_t>;
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<Count> {
    const auto cleared = db::optional_of<std::int64_t>(
        transaction.raw().exec_params1("SELECT audit_finish_clearing($1::date)", day)[0]);
    if (!cleared) return Count{};
    Event event;
    event.kind = Kind::system;
    event.time = clock.wall();
    event.actor_kind = "gateway";
    event.actor = instance;
    event.action = "day_key_destroyed";
    event.details = "{";
    base::JsonMembers(event.details).text("day", day).number("records", *cleared);
    event.details += '}';
    if (auto noted = put(transaction, keys, random, event); !noted) return std::unexpected(noted.error());
    return cleared;
  });
}

}  // namespace audit
