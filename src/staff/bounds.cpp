#include "staff/bounds.hpp"

#include <algorithm>

namespace staff {
namespace {

base::WallTime midnight(const std::string& day) { return base::parse_rfc3339(day + "T00:00:00Z").value(); }

}  // namespace

void restrict_to(const Bounds& bounds, audit::Filter& filter) {
  if (!bounds.merchants.empty()) filter.scope = bounds.merchants;
  if (!bounds.first_day.empty()) {
    const auto first = midnight(bounds.first_day);
    filter.from = std::max(filter.from.value_or(first), first);
  }
  if (!bounds.last_day.empty()) {
    const auto end = midnight(bounds.last_day) + std::chrono::hours(24);
    filter.to = std::min(filter.to.value_or(end), end);
  }
}

}  // namespace staff
