// Which part of a histogram's range comes from which source. No I/O.
#pragma once

#include <vector>

#include "base/clock.hpp"

namespace audit {

enum class CountSource { records, minutes, hours, quarters };

struct CountRange {
  CountSource source = CountSource::records;
  base::WallTime from;  // inclusive
  base::WallTime to;    // exclusive

  bool operator==(const CountRange&) const = default;
};

// Whole quarters of a day where a bar holds such, whole hours likewise, then whole minutes, and records for
// what is left at both ends; in their order, without gaps or overlaps.
std::vector<CountRange> count_ranges(base::WallTime from, base::WallTime to, std::chrono::minutes width);

}  // namespace audit
