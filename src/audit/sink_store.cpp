#include "audit/sink_store.hpp"

#include <pqxx/pqxx>

#include "db/array.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Result;

constexpr int most_notes_due = 100;

}  // namespace

Result<std::optional<Delivery>> take_notes(db::Connection& connection, const std::string& sink,
                                           const std::string& instance, std::chrono::milliseconds lease) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<std::optional<Delivery>> {
    auto& tx = transaction.raw();
    tx.exec_params0("INSERT INTO audit_sink (name) VALUES ($1) ON CONFLICT DO NOTHING", sink);
    const auto due = tx.exec_params(
        "SELECT number FROM audit_sink WHERE name = $1 AND next_try <= clock_timestamp() "
        "AND (lease_until IS NULL OR lease_until < clock_timestamp()) FOR UPDATE SKIP LOCKED",
        sink);
    if (due.empty()) return std::nullopt;
    Delivery delivery;
    for (const auto& row : tx.exec_params("SELECT number, note FROM audit_note WHERE number > $1 "
                                          "ORDER BY number LIMIT $2",
                                          due[0][0].as<std::int64_t>(), most_notes_due)) {
      delivery.last = row[0].as<std::int64_t>();
      delivery.text.append(row[1].c_str(), row[1].size()).push_back('\n');
      ++delivery.count;
    }
    if (delivery.count == 0) return std::nullopt;
    tx.exec_params0(
        "UPDATE audit_sink SET lease_owner = $2, lease_until = clock_timestamp() + "
        "$3 * interval '1 millisecond' WHERE name = $1",
        sink, instance, lease.count());
    return delivery;
  });
}

Result<> end_delivery_of(db::Connection& connection, const std::string& sink, const std::string& instance,
                         const Delivery& delivery, const std::string& failure) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    if (failure.empty()) {
      transaction.raw().exec_params0(
          "UPDATE audit_sink SET number = greatest(number, $3), succeeded_at = clock_timestamp(), "
          "failing_since = NULL, "
          "failures = 0, last_failure = '', lease_owner = NULL, lease_until = NULL "
          "WHERE name = $1 AND lease_owner = $2",
          sink, instance, delivery.last);
    } else {
      transaction.raw().exec_params0(
          "UPDATE audit_sink SET failures = failures + 1, failing_since = coalesce(failing_since, "
          "clock_timestamp()), "
          "last_failure = $3, next_try = clock_timestamp() + least(60, power(2, least(failures, 6))) * "
          "interval '1 second', lease_owner = NULL, lease_until = NULL WHERE name = $1 AND lease_owner = $2",
          sink, instance, failure);
    }
    return {};
  });
}

Result<std::vector<SinkState>> sink_states(db::Connection& connection,
                                           const std::vector<std::string>& sinks) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<std::vector<SinkState>> {
    std::vector<SinkState> states;
    for (const auto& row : transaction.raw().exec_params(
             "SELECT w.name, b.behind, to_micros(s.succeeded_at), "
             "coalesce(extract(epoch FROM clock_timestamp() - b.oldest), 0)::bigint, coalesce(s.failures, "
             "0), "
             "coalesce(s.last_failure, '') FROM unnest($1::text[]) AS w (name) LEFT JOIN audit_sink s USING "
             "(name), "
             "LATERAL (SELECT count(*) AS behind, min(made_at) AS oldest FROM audit_note "
             "WHERE number > coalesce(s.number, 0)) b ORDER BY w.name",
             db::array_of(sinks)))
      states.push_back({row[0].as<std::string>(), row[1].as<std::int64_t>(), db::optional_time_of(row[2]),
                        std::chrono::seconds(row[3].as<std::int64_t>()), row[4].as<int>(),
                        row[5].as<std::string>()});
    return states;
  });
}

}  // namespace audit
