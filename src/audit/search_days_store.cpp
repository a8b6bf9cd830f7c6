#include "audit/search_days_store.hpp"

#include <pqxx/pqxx>

#include "db/field.hpp"

namespace audit {
namespace {

// A day some of whose records are not counted yet may hold any time.
constexpr auto days_sql =
    "SELECT s.day::text, CASE WHEN bool_or(s.size > coalesce(c.records, 0)) THEN NULL ELSE "
    "to_micros(min(d.first)) END, "
    "CASE WHEN bool_or(s.size > coalesce(c.records, 0)) THEN NULL ELSE to_micros(max(d.last)) END, "
    "bool_or(a.detached_at IS NOT NULL), bool_or(d.indexed_at IS NOT NULL) "
    "FROM audit_stream s LEFT JOIN audit_counted c ON c.stream = s.id LEFT JOIN audit_search_day d ON d.day "
    "= s.day "
    "LEFT JOIN audit_archive a ON a.day = s.day "
    "WHERE s.size > 0 AND ($1::bigint = 0 OR s.id = $1::bigint) GROUP BY s.day ORDER BY s.day DESC";

}  // namespace

void prepare_search(db::Transaction& transaction, std::chrono::milliseconds patience) {
  auto& tx = transaction.raw();
  tx.exec0("SET TRANSACTION READ ONLY");
  transaction.allow(patience);
  // Pages that are not in memory are asked for together: three times as fast when few are.
  tx.exec0("SET LOCAL enable_seqscan = off; SET LOCAL jit = off; SET LOCAL effective_io_concurrency = 64");
}

SearchDays search_days(db::Transaction& transaction, const Filter& filter) {
  SearchDays found;
  for (const auto& row : transaction.raw().exec_params(days_sql, filter.record ? filter.record->stream : 0)) {
    DaySpan day{row[0].as<std::string>(), db::optional_time_of(row[1]), db::optional_time_of(row[2]),
                row[4].as<bool>()};
    if (!may_hold(day, filter.from, filter.to)) continue;
    if (row[3].as<bool>()) {
      found.away.push_back(std::move(day.day));
    } else {
      found.days.push_back(std::move(day));
    }
  }
  return found;
}

}  // namespace audit
