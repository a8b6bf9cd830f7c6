// What an auditor's bounds mean for a search of the log.
#pragma once

#include "audit/filter.hpp"
#include "staff/account.hpp"

namespace staff {

// Takes from the filter what lies outside: other merchants' records and those of none, other days (UTC).
void restrict_to(const Bounds& bounds, audit::Filter& filter);

}  // namespace staff
