#include "audit/count_ranges.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace audit {
namespace {

using base::WallTime;
using std::chrono::minutes;

struct Level {
  CountSource source;
  minutes unit;
};

constexpr std::array levels{Level{CountSource::quarters, minutes(360)},
                            Level{CountSource::hours, minutes(60)}, Level{CountSource::minutes, minutes(1)}};

WallTime floor_to(WallTime time, minutes unit) {
  const auto whole = std::chrono::floor<minutes>(time).time_since_epoch();
  return WallTime(whole - whole % unit);
}

WallTime ceil_to(WallTime time, minutes unit) { return floor_to(time + unit - base::Micros(1), unit); }

// What a level has no whole units for is left to those that follow, at last to the records.
void cover(std::vector<CountRange>& ranges, WallTime from, WallTime to, minutes width,
           std::span<const Level> rest) {
  if (from >= to) return;
  if (rest.empty()) {
    ranges.push_back({CountSource::records, from, to});
    return;
  }
  const Level& level = rest.front();
  const WallTime begin = ceil_to(from, level.unit);
  const WallTime end = floor_to(to, level.unit);
  if (width % level.unit != minutes(0) || begin >= end) {
    cover(ranges, from, to, width, rest.subspan(1));
    return;
  }
  cover(ranges, from, begin, width, rest.subspan(1));
  ranges.push_back({level.source, begin, end});
  cover(ranges, end, to, width, rest.subspan(1));
}

}  // namespace

std::vector<CountRange> count_ranges(WallTime from, WallTime to, minutes width) {
  std::vector<CountRange> ranges;
  cover(ranges, from, to, width, levels);
  return ranges;
}

}  // namespace audit
