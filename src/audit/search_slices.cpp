#include "audit/search_slices.hpp"

#include <algorithm>
#include <cmath>

namespace audit {
namespace {

using base::Micros;
using base::WallTime;

// At a thousand records a second these are as many as one statement reads in a few milliseconds.
constexpr Micros first_width = std::chrono::seconds(15);
constexpr Micros first_width_of_few = std::chrono::hours(2);
constexpr Micros least_width = std::chrono::seconds(1);
constexpr double most_growth = 8;

}  // namespace

Slices::Slices(std::vector<DaySpan> days, std::optional<WallTime> from, std::optional<WallTime> to,
               WallTime now)
    : days_(std::move(days)), floor_(from), to_(to), now_(now), width_(first_width) {}

bool may_hold(const DaySpan& day, const std::optional<WallTime>& from, const std::optional<WallTime>& to) {
  if (from && day.last && *day.last < *from) return false;
  return !(to && day.first && *day.first >= *to);
}

void Slices::expect_few() { width_ = first_width_of_few; }

// Begins where the newest of the remaining records may be. A day of which that is not known may have it
// anywhere.
void Slices::skip_what_is_empty() {
  std::optional<WallTime> newest;
  for (const DaySpan& day : days_) {
    if (!may_hold(day, floor_, to_)) continue;
    if (!day.last) return;
    if (!newest || *day.last > *newest) newest = day.last;
  }
  if (!newest) {
    done_ = true;
  } else if (!to_ || *to_ > *newest + Micros(1)) {
    to_ = *newest + Micros(1);
  }
}

// Days with B-trees are asked in another way than those without: a slice ends where the latter do.
void Slices::end_with_bare_days(Slice& slice) const {
  std::optional<WallTime> begin;
  for (const DaySpan& day : days_) {
    if (!day.indexed && day.first && may_hold(day, slice.from, to_))
      begin = std::min(begin.value_or(*day.first), *day.first);
  }
  if (begin && *begin > *slice.from) slice.from = begin;
}

std::optional<Slice> Slices::next() {
  if (!done_) skip_what_is_empty();
  if (done_) return std::nullopt;
  Slice slice;
  slice.to = to_;
  const WallTime end = to_.value_or(now_);
  slice.all_wanted = reach_ && *reach_ < end;
  if (slice.all_wanted) width_ = std::max(least_width, end - *reach_);
  slice.from = end - width_;
  if (floor_ && *floor_ >= *slice.from) slice.from = floor_;
  end_with_bare_days(slice);
  // Below everything that is known only what has no known beginning is left, and all of it is.
  const auto goes_on = [this, &slice](const DaySpan& day) {
    return may_hold(day, floor_, to_) && day.first && *day.first < *slice.from;
  };
  const bool last = floor_ ? *slice.from == *floor_ : std::ranges::none_of(days_, goes_on);
  if (last) slice.from = floor_;
  slice.indexed = true;
  for (const DaySpan& day : days_) {
    if (!may_hold(day, slice.from, to_)) continue;
    slice.days.push_back(day.day);
    slice.indexed = slice.indexed && day.indexed;
  }
  done_ = last;
  to_ = slice.from;
  return slice;
}

void Slices::gave(std::size_t found, std::size_t wanted) {
  const auto want = static_cast<double>(wanted);
  // With some to spare, since where they lie is chance.
  const double ample = want + 2 * std::sqrt(want) + 1;
  const double growth =
      found == 0 ? most_growth : std::clamp(ample / static_cast<double>(found), 1 / most_growth, most_growth);
  width_ = std::max(least_width, std::chrono::duration_cast<Micros>(width_ * growth));
}

}  // namespace audit
