// Searching the log: pages of records, newest first, and counts over time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/filter.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "db/connection.hpp"

namespace audit {

// A place in the order of pages: by time, stream and seq, newest first. What comes after it is older.
struct Place {
  base::WallTime time;
  std::int64_t stream = 0;
  std::int64_t seq = 0;

  // 16 + 16 + up to 10 characters of [0-9a-f.]; for callers to hand back.
  std::string text() const;
  static std::optional<Place> parse(std::string_view text);
};

struct Found {
  Place place;
  std::string line;
  std::string client;  // the plain address while it is kept
  std::string person;  // who of the staff, or which command's user, caused it: see name_persons()
};

struct Page {
  std::vector<Found> records;
  std::optional<Place> next;      // where to go on; nothing: this was all
  bool cut_short = false;         // time ran out before the page was full: going on may find more
  std::vector<std::string> away;  // days that may have matched, whose records were detached
};

struct PageRequest {
  Filter filter;
  std::optional<Place> after;
  std::size_t limit = 50;  // 1 to 1,000
  std::chrono::milliseconds patience{5'000};
};

// Reads backwards in slices of time (search_slices.hpp). Records that are being written meanwhile may be
// missed by this page; the next search finds them. Code::invalid_argument for an address or id that is none.
base::Result<Page> search(db::Connection& connection, const PageRequest& request, const base::Clock& clock);

// What one bar of a histogram counts.
struct Bar {
  base::WallTime start;
  std::string merchant;  // appid; only where bars are by merchant
  Kind kind = Kind::query;
  std::optional<Outcome> outcome;  // of queries
  std::int64_t count = 0;
};

struct HistogramRequest {
  Filter filter;  // with from and to
  std::chrono::minutes width{1};
  bool by_merchant = false;
  std::chrono::milliseconds patience{10'000};
};

// Bars by start (a multiple of the width since 1970, UTC), merchant, kind and outcome; empty ones are left
// out. Counts exactly what search() finds. A filter that names at most merchant, kind and outcome is answered
// from roll-ups; others read the records: Code::deadline_passed when that takes too long.
// Code::invalid_argument: no range, or more than 2,000 bars.
base::Result<std::vector<Bar>> histogram(db::Connection& connection, const HistogramRequest& request);

}  // namespace audit
