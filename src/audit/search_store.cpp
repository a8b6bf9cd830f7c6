#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <pqxx/pqxx>

#include "audit/checkpoint.hpp"
#include "audit/count_guide_store.hpp"
#include "audit/filter_store.hpp"
#include "audit/search.hpp"
#include "audit/search_days_store.hpp"
#include "audit/search_slices.hpp"
#include "base/ids.hpp"
#include "base/text.hpp"
#include "db/array.hpp"
#include "db/field.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Code;
using base::Result;
using base::WallTime;

constexpr std::size_t longest_page = 1'000;
constexpr std::size_t digits_of_time = 16;
constexpr base::Micros around_request = std::chrono::minutes(1);

// A request id says when it was made, and a record has that time.
PageRequest narrowed(PageRequest request) {
  Filter& filter = request.filter;
  const auto made = base::time_of_request_id(filter.request_id);
  if (!made) return request;
  filter.from = std::max(filter.from.value_or(WallTime::min()), *made - around_request);
  filter.to = std::min(filter.to.value_or(WallTime::max()), *made + around_request);
  return request;
}

// What few records of a day have in common.
bool is_selective(const Filter& filter) {
  return !filter.request_id.empty() || !filter.rid.empty() || !filter.code.empty() ||
         !filter.code_url.empty() || filter.application_id || filter.record;
}

// One search, in one transaction.
class Search {
 public:
  Search(db::Transaction& transaction, PageRequest request, const base::Clock& clock)
      : transaction_(transaction), tx_(transaction.raw()), request_(std::move(request)), clock_(clock) {}

  Page run() {
    const base::Deadline deadline{clock_.steady() + request_.patience};
    SearchDays days = search_days(transaction_, request_.filter);
    page_.away = std::move(days.away);
    Slices slices(std::move(days.days), request_.filter.from, upper_end(), clock_.wall());
    few_products_ = names_few_products(transaction_, request_.filter);
    if (few_products_ || is_selective(request_.filter)) slices.expect_few();
    const auto from = counted_back_to(transaction_, ended(), request_.limit + 1);
    if (from) slices.reach(*from);
    while (auto slice = slices.next()) {
      const std::size_t before = page_.records.size();
      if (!slice->days.empty()) read(*slice);
      if (page_.records.size() > request_.limit) return full();
      if (deadline.passed(clock_.steady()) && slice->from) return cut_short(*slice->from);
      slices.gave(page_.records.size() - before, request_.limit + 1 - page_.records.size());
    }
    return std::move(page_);
  }

 private:
  // A cursor's own time stands in its slice: the row comparison leaves out what was shown.
  std::optional<WallTime> upper_end() const {
    std::optional<WallTime> end = request_.filter.to;
    if (request_.after && (!end || *end > request_.after->time)) end = request_.after->time + base::Micros(1);
    return end;
  }

  Filter ended() const {
    Filter filter = request_.filter;
    filter.to = upper_end();
    return filter;
  }

  // What is wanted whole is not read in order: that way its pages can be asked for together.
  void choose_order(const Slice& slice) {
    if (std::exchange(in_order_, !slice.all_wanted) == in_order_) return;
    tx_.exec0(in_order_ ? "SET LOCAL enable_indexscan = on" : "SET LOCAL enable_indexscan = off");
  }

  void read(const Slice& slice) {
    choose_order(slice);
    Conditions conditions;
    conditions.add("day = ANY ('" + db::array_of(slice.days) + "'::date[])");
    if (slice.from) conditions.add("time >= to_timestamp_micros($?::bigint)", micros_text(*slice.from));
    if (slice.to) conditions.add("time < to_timestamp_micros($?::bigint)", micros_text(*slice.to));
    if (request_.after) {
      conditions.add("(time, stream, seq) < (to_timestamp_micros(" + micros_text(request_.after->time) +
                     "), " + std::to_string(request_.after->stream) + ", " +
                     std::to_string(request_.after->seq) + ")");
    }
    conditions.add(without_range(request_.filter),
                   few_products_ || slice.indexed ? Products::by_index : Products::by_reading);
    const auto rows =
        tx_.exec_params("SELECT stream, seq, to_micros(time), line, host(client) FROM audit_record WHERE " +
                            conditions.sql() + " ORDER BY time DESC, stream DESC, seq DESC LIMIT " +
                            std::to_string(request_.limit + 1 - page_.records.size()),
                        pqxx::prepare::make_dynamic_params(conditions.values()));
    for (const auto& row : rows) {
      page_.records.push_back({{db::time_of(row[2]), row[0].as<std::int64_t>(), row[1].as<std::int64_t>()},
                               std::string(db::view_of(row[3])),
                               std::string(db::view_of(row[4])),
                               ""});
    }
  }

  static Filter without_range(Filter filter) {
    filter.from.reset();
    filter.to.reset();
    return filter;
  }

  // One more than asked for was found: there is a next page.
  Page full() {
    page_.records.resize(request_.limit);
    page_.next = page_.records.back().place;
    return std::move(page_);
  }

  Page cut_short(WallTime read_to) {
    page_.next = Place{read_to, 0, 0};
    page_.cut_short = true;
    return std::move(page_);
  }

  db::Transaction& transaction_;
  pqxx::transaction_base& tx_;
  const PageRequest request_;
  const base::Clock& clock_;
  bool few_products_ = false;
  bool in_order_ = true;
  Page page_;
};

}  // namespace

std::string Place::text() const {
  std::array<char, digits_of_time + 1> digits{};
  std::snprintf(digits.data(), digits.size(), "%016llx",
                static_cast<unsigned long long>(time.time_since_epoch().count()));
  return digits.data() + base::to_hex(stream) + "." + std::to_string(seq);
}

std::optional<Place> Place::parse(std::string_view text) {
  const auto dot = text.find('.');
  if (dot != digits_of_time + 16) return std::nullopt;
  Place place;
  std::int64_t time = 0;
  const auto read = [](std::string_view part, std::int64_t& into, int base) {
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), into, base);
    return error == std::errc() && end == part.data() + part.size() && into >= 0;
  };
  if (!read(text.substr(0, digits_of_time), time, 16) ||
      !read(text.substr(digits_of_time, 16), place.stream, 16) ||
      !read(text.substr(dot + 1), place.seq, 10) || place.seq > std::numeric_limits<std::int32_t>::max()) {
    return std::nullopt;
  }
  place.time = WallTime(base::Micros(time));
  return place;
}

Result<Page> search(db::Connection& connection, const PageRequest& request, const base::Clock& clock) {
  if (request.limit == 0 || request.limit > longest_page)
    return base::fail(Code::invalid_argument, "a page has 1 to 1000 records");
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<Page> {
    prepare_search(transaction, request.patience);
    return Search(transaction, narrowed(request), clock).run();
  });
}

}  // namespace audit
