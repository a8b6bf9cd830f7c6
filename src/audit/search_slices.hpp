// In which pieces of time the log is read backwards, until a page is full. No I/O.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace audit {

// Between which times the records of a day's partition lie, both inclusive; what is not set is not known.
struct DaySpan {
  std::string day;
  std::optional<base::WallTime> first;
  std::optional<base::WallTime> last;
  bool indexed = false;  // it has the B-trees of a day that is over
};

// Whether the day may have records between the times, the second excluded.
bool may_hold(const DaySpan& day, const std::optional<base::WallTime>& from,
              const std::optional<base::WallTime>& to);

// One statement's worth; what is not set has no limit. Only partitions that may hold something.
struct Slice {
  std::optional<base::WallTime> from;  // inclusive
  std::optional<base::WallTime> to;    // exclusive
  std::vector<std::string> days;
  bool indexed = false;     // all of them
  bool all_wanted = false;  // what it gives will be shown, or nearly so
};

// From the newest to the oldest record, first the days without B-trees, in slices as long as what the last
// one gave lets expect that the page is full with the next: what many records match is found in the first,
// what few do is soon looked for in all.
class Slices {
 public:
  // `from` and `to` as in Filter; `now` is where the newest records are expected.
  Slices(std::vector<DaySpan> days, std::optional<base::WallTime> from, std::optional<base::WallTime> to,
         base::WallTime now);

  // Few records match, and an index finds them: short slices would only ask it again and again.
  void expect_few();
  // As much as is wanted is known to lie between here and `from`: so far slices go back next.
  void reach(base::WallTime from) { reach_ = from; }
  // Nothing: all was read.
  std::optional<Slice> next();
  // What the last slice gave, and how many are still wanted.
  void gave(std::size_t found, std::size_t wanted);

 private:
  void skip_what_is_empty();
  void end_with_bare_days(Slice& slice) const;

  std::vector<DaySpan> days_;
  std::optional<base::WallTime> floor_;
  std::optional<base::WallTime> to_;  // of the next slice
  base::WallTime now_;
  std::optional<base::WallTime> reach_;
  base::Micros width_;
  bool done_ = false;
};

}  // namespace audit
