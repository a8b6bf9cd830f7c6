#include "cli/expiry.hpp"

#include <string>

namespace cli {

base::Result<base::WallTime> parse_expiry(std::string_view text) {
  constexpr std::size_t date_only = 10;
  const std::string whole = std::string(text) + (text.size() == date_only ? "T00:00:00Z" : "");
  const auto moment = base::parse_rfc3339(whole);
  if (moment) return moment;
  return base::fail(base::Code::invalid_argument,
                    "an expiry is a UTC date or time, 2027-01-01 or 2027-01-01T12:00:00Z");
}

}  // namespace cli
