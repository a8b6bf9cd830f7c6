#include <map>
#include <tuple>

#include <pqxx/pqxx>

#include "audit/count_guide_store.hpp"
#include "audit/count_ranges.hpp"
#include "audit/filter_store.hpp"
#include "audit/search.hpp"
#include "audit/search_days_store.hpp"
#include "db/array.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Code;
using base::Result;

constexpr std::int64_t most_bars = 2'000;

const char* width_of(CountSource source) {
  switch (source) {
    case CountSource::quarters:
      return "360";
    case CountSource::hours:
      return "60";
    case CountSource::minutes:
    case CountSource::records:
      break;
  }
  return "1";
}

// One histogram, in one transaction: what is counted and what is not must be of one moment.
class Histogram {
 public:
  Histogram(db::Transaction& transaction, const HistogramRequest& request)
      : tx_(transaction.raw()), request_(request) {
    rest_ = request.filter;
    rest_.from.reset();
    rest_.to.reset();
    days_ = search_days(transaction, request.filter).days;
    few_products_ = names_few_products(transaction, request.filter);
  }

  std::vector<Bar> run() {
    // A month by merchant has a hundred thousand bars: gathered in memory, by plans that are run once.
    tx_.exec0("SET LOCAL work_mem = '64MB'");
    tx_.exec0("SET LOCAL jit = off");
    const auto from = *request_.filter.from;
    const auto to = *request_.filter.to;
    if (!is_rolled_up(request_.filter)) {
      count_records({CountSource::records, from, to}, false);
    } else {
      for (const CountRange& range : count_ranges(from, to, request_.width)) {
        if (range.source == CountSource::records) {
          count_records(range, false);
        } else {
          count_rolled_up(range);
          count_records(range, true);
        }
      }
    }
    std::vector<Bar> bars;
    for (const auto& [key, count] : counts_) {
      const auto& [start, merchant, kind, outcome] = key;
      const auto of_query = outcome == 0 ? std::nullopt : std::optional(static_cast<Outcome>(outcome));
      bars.push_back({base::WallTime(std::chrono::seconds(start)), names_.at(merchant),
                      static_cast<Kind>(kind), of_query, count});
    }
    return bars;
  }

 private:
  std::string bar_of(const std::string& time) const {
    return "date_bin('" + std::to_string(request_.width.count()) + " minutes', " + time +
           ", to_timestamp(0))";
  }

  static void add_range(Conditions& conditions, const std::string& column, const CountRange& range) {
    conditions.add(column + " >= to_timestamp_micros($?::bigint)", micros_text(range.from));
    conditions.add(column + " < to_timestamp_micros($?::bigint)", micros_text(range.to));
  }

  std::vector<std::string> days_of(const CountRange& range, bool indexed) const {
    std::vector<std::string> days;
    for (const DaySpan& day : days_) {
      if (day.indexed == indexed && may_hold(day, range.from, range.to)) days.push_back(day.day);
    }
    return days;
  }

  // All records of the range, or those that the roll-ups do not know yet.
  void count_records(const CountRange& range, bool uncounted) {
    count_records(range, uncounted, true);
    count_records(range, uncounted, false);
  }

  void count_records(const CountRange& range, bool uncounted, bool indexed) {
    const auto of_range = days_of(range, indexed);
    if (of_range.empty()) return;
    Conditions conditions;
    add_range(conditions, "time", range);
    conditions.add(rest_, few_products_ || indexed ? Products::by_index : Products::by_reading);
    const std::string select = "SELECT " + bar_of("time") + ", " +
                               (request_.by_merchant ? "merchant" : "NULL::integer") +
                               ", kind, coalesce(outcome, 0), count(*) FROM ";
    const std::string days = "day = ANY ('" + db::array_of(of_range) + "'::date[])";
    if (!uncounted) {
      add(select + "audit_record WHERE " + days + " AND " + conditions.sql() + " GROUP BY 1, 2, 3, 4",
          conditions);
      return;
    }
    for (const auto& row : tx_.exec("SELECT s.id, s.day::text, coalesce(c.records, 0) FROM audit_stream s "
                                    "LEFT JOIN audit_counted c ON "
                                    "c.stream = s.id WHERE s.size > coalesce(c.records, 0) AND " +
                                    days)) {
      add(select + "audit_record WHERE day = '" + row[1].as<std::string>() +
              "'::date AND stream = " + row[0].as<std::string>() + " AND seq >= " + row[2].as<std::string>() +
              " AND " + conditions.sql() + " GROUP BY 1, 2, 3, 4",
          conditions);
    }
  }

  void count_rolled_up(const CountRange& range) {
    Conditions conditions;
    add_range(conditions, "start", range);
    conditions.add(std::string("width = ") + width_of(range.source));
    Filter filter = rest_;
    filter.outcomes.clear();
    if (filter.merchant.empty() && filter.scope.empty())
      conditions.add(request_.by_merchant ? "merchant >= 0" : "merchant = -1");
    conditions.add(filter);
    Filter outcomes;
    outcomes.outcomes = rest_.outcomes;
    conditions.add(outcomes);
    add("SELECT " + bar_of("start") + ", " + (request_.by_merchant ? "merchant" : "NULL::integer") +
            ", kind, outcome, sum(count::integer) FROM audit_count WHERE " + conditions.sql() +
            " GROUP BY 1, 2, 3, 4",
        conditions);
  }

  void add(const std::string& counted, const Conditions& conditions) {
    const auto rows = tx_.exec_params(
        "SELECT date_part('epoch', b.start)::bigint, coalesce(m.id, 0), b.kind, b.outcome, b.count, m.appid "
        "FROM (" +
            counted + ") b (start, merchant, kind, outcome, count) LEFT JOIN merchant m ON m.id = b.merchant",
        pqxx::prepare::make_dynamic_params(conditions.values()));
    for (const auto& row : rows) {
      const auto merchant = row[1].as<int>();
      if (!row[5].is_null()) names_.try_emplace(merchant, row[5].c_str());
      counts_[{row[0].as<std::int64_t>(), merchant, row[2].as<int>(), row[3].as<int>()}] +=
          row[4].as<std::int64_t>();
    }
  }

  pqxx::transaction_base& tx_;
  const HistogramRequest& request_;
  Filter rest_;  // without the range
  std::vector<DaySpan> days_;
  bool few_products_ = false;
  std::map<std::tuple<std::int64_t, int, int, int>, std::int64_t> counts_;  // by seconds, merchant, …
  std::map<int, std::string> names_{{0, {}}};
};

}  // namespace

Result<std::vector<Bar>> histogram(db::Connection& connection, const HistogramRequest& request) {
  const auto& [from, to] = std::pair(request.filter.from, request.filter.to);
  if (!from || !to || *from >= *to)
    return base::fail(Code::invalid_argument, "a histogram needs a range of time");
  if (request.width < std::chrono::minutes(1) || (*to - *from) / request.width >= most_bars)
    return base::fail(Code::invalid_argument, "a histogram has at most 2000 bars of whole minutes");
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<std::vector<Bar>> {
    transaction.raw().exec0("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    prepare_search(transaction, request.patience);
    return Histogram(transaction, request).run();
  });
}

}  // namespace audit
