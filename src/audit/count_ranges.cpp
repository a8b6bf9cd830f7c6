#include "audit/count_ranges.hpp"

#include <algorithm>

namespace audit {
namespace {

using base::WallTime;
using std::chrono::ceil;
using std::chrono::floor;

struct Span {
  WallTime from;
  WallTime to;
};

template <class Unit>
Span whole(Span span) {
  const WallTime from = ceil<Unit>(span.from);
  return {from, std::max(from, WallTime(floor<Unit>(span.to)))};
}

}  // namespace

std::vector<CountRange> count_ranges(WallTime from, WallTime to, std::chrono::minutes width) {
  std::vector<CountRange> ranges;
  const auto add = [&ranges](CountSource source, WallTime begin, WallTime end) {
    if (begin < end) ranges.push_back({source, begin, end});
  };
  const Span minutes = whole<std::chrono::minutes>({from, to});
  if (minutes.from >= minutes.to) {
    add(CountSource::records, from, to);
    return ranges;
  }
  const bool by_hour = width % std::chrono::hours(1) == std::chrono::minutes(0);
  Span hours = by_hour ? whole<std::chrono::hours>(minutes) : Span{minutes.to, minutes.to};
  if (hours.from >= hours.to) hours = {minutes.to, minutes.to};
  add(CountSource::records, from, minutes.from);
  add(CountSource::minutes, minutes.from, hours.from);
  add(CountSource::hours, hours.from, hours.to);
  add(CountSource::minutes, hours.to, minutes.to);
  add(CountSource::records, minutes.to, to);
  return ranges;
}

}  // namespace audit
