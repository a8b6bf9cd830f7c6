// A moment as people write it on a command line.
#pragma once

#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace cli {

// "2027-01-01" (its beginning, UTC) or "2027-01-01T12:00:00Z". Code::invalid_argument otherwise.
base::Result<base::WallTime> parse_expiry(std::string_view text);

// The same, or how long from `now`: "30m", "12h", "7d".
base::Result<base::WallTime> parse_expiry(std::string_view text, base::WallTime now);

}  // namespace cli
