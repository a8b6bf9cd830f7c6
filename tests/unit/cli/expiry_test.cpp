#include "cli/expiry.hpp"

#include <doctest/doctest.h>

TEST_CASE("a day is its beginning and a moment is itself") {
  CHECK(base::to_rfc3339(cli::parse_expiry("2027-01-01").value()) == "2027-01-01T00:00:00.000000Z");
  CHECK(base::to_rfc3339(cli::parse_expiry("2027-01-01T12:30:00Z").value()) == "2027-01-01T12:30:00.000000Z");
}

TEST_CASE("a length of time counts from now") {
  const auto now = cli::parse_expiry("2027-01-01T12:00:00Z").value();
  CHECK(cli::parse_expiry("30m", now).value() == now + std::chrono::minutes(30));
  CHECK(cli::parse_expiry("12h", now).value() == now + std::chrono::hours(12));
  CHECK(cli::parse_expiry("7d", now).value() == now + std::chrono::days(7));
  CHECK(cli::parse_expiry("2027-01-02", now).value() == now + std::chrono::hours(12));
  for (const auto* text : {"", "7", "d", "-1d", "1.5h", "7 d", "99999999999d", "7w"}) {
    CAPTURE(text);
    const auto moment = cli::parse_expiry(text, now);
    REQUIRE_FALSE(moment);
    CHECK(moment.error().detail.ends_with("7d"));
  }
}

TEST_CASE("anything else is refused with an example") {
  for (const auto* text : {"", "tomorrow", "2027-13-01", "2027-02-30", "2027-01-01T12:00", "01.01.2027",
                           "2027-1-1", "2027-01-01T12:00:00+08:00"}) {
    CAPTURE(text);
    const auto moment = cli::parse_expiry(text);
    REQUIRE_FALSE(moment);
    CHECK(moment.error().code == base::Code::invalid_argument);
    CHECK(moment.error().detail.contains("2027-01-01T12:00:00Z"));
  }
}
