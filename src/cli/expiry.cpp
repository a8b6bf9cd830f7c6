#include "cli/expiry.hpp"

#include <optional>
#include <string>

#include "base/text.hpp"

namespace cli {
namespace {

constexpr std::uint64_t longest_expiry =
    1'000'000;  // of any unit: far beyond every use, far below an overflow

std::optional<std::chrono::seconds> unit_of(char letter) {
  if (letter == 'm') return std::chrono::minutes(1);
  if (letter == 'h') return std::chrono::hours(1);
  if (letter == 'd') return std::chrono::days(1);
  return std::nullopt;
}

}  // namespace

base::Result<base::WallTime> parse_expiry(std::string_view text) {
  constexpr std::size_t date_only = 10;
  const std::string whole = std::string(text) + (text.size() == date_only ? "T00:00:00Z" : "");
  const auto moment = base::parse_rfc3339(whole);
  if (moment) return moment;
  return base::fail(base::Code::invalid_argument,
                    "an expiry is a UTC date or time, 2027-01-01 or 2027-01-01T12:00:00Z");
}

base::Result<base::WallTime> parse_expiry(std::string_view text, base::WallTime now) {
  const auto unit = text.empty() ? std::nullopt : unit_of(text.back());
  const auto count = unit ? base::parse_uint64(text.substr(0, text.size() - 1)) : std::nullopt;
  if (count && *count <= longest_expiry) return now + static_cast<int>(*count) * *unit;
  auto moment = parse_expiry(text);
  if (!moment) moment.error().detail += ", or a length of time: 30m, 12h, 7d";
  return moment;
}

}  // namespace cli
