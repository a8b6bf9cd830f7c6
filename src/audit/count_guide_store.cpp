#include "audit/count_guide_store.hpp"

#include <pqxx/pqxx>

#include "audit/filter_store.hpp"
#include "db/field.hpp"

namespace audit {

bool is_rolled_up(const Filter& filter) {
  Filter rest = filter;
  rest.from.reset();
  rest.to.reset();
  rest.merchant.clear();
  rest.kinds.clear();
  rest.outcomes.clear();
  rest.scope.clear();
  return rest.empty();
}

std::optional<base::WallTime> counted_back_to(db::Transaction& transaction, const Filter& filter,
                                              std::size_t wanted) {
  if (filter.merchant.empty() || !is_rolled_up(filter)) return std::nullopt;
  Filter counted = filter;
  Conditions conditions;
  // Of what is rare there are many minutes to look at.
  const bool by_hour = !filter.kinds.empty() || !filter.outcomes.empty();
  conditions.add(by_hour ? "width = 60" : "width = 1");
  if (filter.from) conditions.add("start >= to_timestamp_micros($?::bigint)", micros_text(*filter.from));
  if (filter.to) {
    conditions.add(std::string("start < date_trunc('") + (by_hour ? "hour" : "minute") +
                       "', to_timestamp_micros($?::bigint), 'UTC')",
                   micros_text(*filter.to));
  }
  counted.from.reset();
  counted.to.reset();
  conditions.add(counted);
  const auto rows = transaction.raw().exec_params(
      // Read backwards, and only until there are enough.
      "SELECT to_micros(start) FROM (SELECT start, sum(count) OVER (ORDER BY start DESC ROWS UNBOUNDED "
      "PRECEDING) "
      "AS total FROM audit_count WHERE " +
          conditions.sql() + ") back WHERE total >= " + std::to_string(wanted) + " LIMIT 1",
      pqxx::prepare::make_dynamic_params(conditions.values()));
  if (rows.empty()) return std::nullopt;
  return db::time_of(rows[0][0]);
}

}  // namespace audit
