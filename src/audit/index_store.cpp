#include "audit/index_store.hpp"

#include <algorithm>

#include <pqxx/pqxx>

#include "db/field.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Result;

constexpr auto next_sql =
    "SELECT s.id, s.day::text, coalesce(c.records, 0), s.size FROM audit_stream s "
    "LEFT JOIN audit_counted c ON c.stream = s.id LEFT JOIN audit_archive a ON a.day = s.day "
    "WHERE s.size > coalesce(c.records, 0) AND a.detached_at IS NULL ORDER BY s.day, s.id LIMIT 1";

// By minute, hour and quarter of a day, for each merchant and for all of them.
constexpr auto index_count_sql =
    "WITH minutes AS (SELECT date_trunc('minute', time, 'UTC') AS start, coalesce(merchant, 0) AS merchant, "
    "kind, "
    "coalesce(outcome, 0) AS outcome, count(*) AS count FROM audit_record "
    "WHERE day = $1::date AND stream = $2 AND seq >= $3 AND seq < $4 GROUP BY 1, 2, 3, 4), "
    "widths AS (SELECT 1 AS width, * FROM minutes UNION ALL "
    "SELECT 60, date_trunc('hour', start, 'UTC'), merchant, kind, outcome, count FROM minutes UNION ALL "
    "SELECT 360, date_bin('6 hours', start, to_timestamp(0)), merchant, kind, outcome, count FROM minutes), "
    "everybody AS (SELECT * FROM widths UNION ALL SELECT width, start, -1, kind, outcome, count FROM widths) "
    "INSERT INTO audit_count AS known (width, merchant, start, kind, outcome, count) "
    "SELECT width, merchant, start, kind, outcome, sum(count) FROM everybody GROUP BY 1, 2, 3, 4, 5 "
    "ON CONFLICT (width, merchant, start, kind, outcome) DO UPDATE SET count = known.count + excluded.count";

constexpr auto span_sql =
    "INSERT INTO audit_search_day AS known (day, first, last) SELECT $1::date, min(time), max(time) FROM "
    "audit_record "
    "WHERE day = $1::date AND stream = $2 AND seq >= $3 AND seq < $4 HAVING count(*) > 0 "
    "ON CONFLICT (day) DO UPDATE SET first = least(known.first, excluded.first), "
    "last = greatest(known.last, excluded.last)";

constexpr auto counted_sql =
    "INSERT INTO audit_counted (stream, records) VALUES ($1, $2) "
    "ON CONFLICT (stream) DO UPDATE SET records = excluded.records";

}  // namespace

Result<std::int64_t> count_more(db::Connection& connection, std::int64_t most) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<std::int64_t> {
    auto& tx = transaction.raw();
    if (!tx.exec1("SELECT pg_try_advisory_xact_lock(hashtext('audit_count'))")[0].as<bool>()) return 0;
    tx.exec0("SET LOCAL jit = off");
    const auto next = tx.exec(next_sql);
    if (next.empty()) return 0;
    const auto stream = next[0][0].as<std::int64_t>();
    const auto day = next[0][1].as<std::string>();
    const auto from = next[0][2].as<std::int64_t>();
    const auto end = std::min(next[0][3].as<std::int64_t>(), from + most);
    tx.exec_params0(index_count_sql, day, stream, from, end);
    tx.exec_params0(span_sql, day, stream, from, end);
    tx.exec_params0(counted_sql, stream, end);
    return end - from;
  });
}

Result<std::vector<std::string>> days_to_summarize(db::Connection& connection) {
  return db::in_transaction(connection, [](db::Transaction& transaction) -> Result<std::vector<std::string>> {
    std::vector<std::string> days;
    for (const auto& row : transaction.raw().exec(
             "SELECT d.day::text FROM audit_search_day d LEFT JOIN audit_archive a ON a.day = d.day "
             "WHERE d.indexed_at IS NULL AND a.detached_at IS NULL ORDER BY d.day")) {
      days.push_back(row[0].as<std::string>());
    }
    return days;
  });
}

Result<int> summarize_day(db::Connection& connection, const std::string& day) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<int> {
    return transaction.raw().exec_params1("SELECT audit_summarize($1::date)", day)[0].as<int>();
  });
}

Result<std::optional<std::string>> day_to_index(db::Connection& connection) {
  using Day = std::optional<std::string>;
  return db::in_transaction(connection, [](db::Transaction& transaction) -> Result<Day> {
    const auto rows = transaction.raw().exec(
        "SELECT d.day::text FROM audit_search_day d LEFT JOIN audit_archive a ON a.day = d.day "
        "WHERE d.indexed_at IS NULL AND a.detached_at IS NULL AND d.day < (clock_timestamp() AT TIME ZONE "
        "'UTC')::date "
        "AND NOT EXISTS (SELECT FROM audit_stream s LEFT JOIN audit_counted c ON c.stream = s.id WHERE s.day "
        "= d.day "
        "AND (s.state = 'open' OR s.size > coalesce(c.records, 0))) ORDER BY d.day LIMIT 1");
    return rows.empty() ? Day() : Day(rows[0][0].as<std::string>());
  });
}

Result<bool> index_more(db::Connection& connection, const std::string& day) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<bool> {
    auto& tx = transaction.raw();
    transaction.allow(std::chrono::minutes(30));
    tx.exec0("SET LOCAL maintenance_work_mem = '256MB'");
    return tx.exec_params1("SELECT audit_index_day($1::date)", day)[0].as<bool>();
  });
}

}  // namespace audit
