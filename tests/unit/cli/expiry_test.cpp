#include "cli/expiry.hpp"

#include <doctest/doctest.h>

TEST_CASE("a day is its beginning and a moment is itself") {
  CHECK(base::to_rfc3339(cli::parse_expiry("2027-01-01").value()) == "2027-01-01T00:00:00.000000Z");
  CHECK(base::to_rfc3339(cli::parse_expiry("2027-01-01T12:30:00Z").value()) == "2027-01-01T12:30:00.000000Z");
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
