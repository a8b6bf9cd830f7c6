#include "base/clock.hpp"

#include <doctest/doctest.h>

#include "base/ids.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_random.hpp"

TEST_CASE("times go to text and back") {
  const auto time = support::FakeClock().wall() + base::Micros(123456);
  CHECK(base::to_rfc3339(time) == "2026-11-22T23:57:03.123456Z");
  CHECK(base::to_date(time) == "2026-11-22");
  CHECK(base::parse_rfc3339("2026-11-22T23:57:03.123456Z").value() == time);
  CHECK(base::parse_rfc3339("2026-11-22T23:57:03.1Z").value() == time - base::Micros(23456));
  CHECK(base::to_rfc3339(base::parse_rfc3339("2024-02-29T00:00:00Z").value()) ==
        "2024-02-29T00:00:00.000000Z");
  for (const char* bad : {"", "2026-11-22", "2026-11-22 23:57:03Z", "2026-11-22T23:57:03",
                          "2026-11-22T23:57:03+00:00", "2026-13-01T00:00:00Z", "2025-02-29T00:00:00Z",
                          "2026-11-22T24:00:00Z", "2026-11-22T23:57:03.Z", "2026-11-22T23:57:03.1234567Z"}) {
    CHECK_FALSE(base::parse_rfc3339(bad));
  }
}

TEST_CASE("a deadline knows what is left of it") {
  support::FakeClock clock;
  const base::Deadline deadline{clock.steady() + std::chrono::seconds(2)};
  CHECK(deadline.remaining(clock.steady()) == std::chrono::seconds(2));
  CHECK(deadline.sooner(clock.steady() + std::chrono::seconds(1)).remaining(clock.steady()) ==
        std::chrono::seconds(1));
  clock.advance(std::chrono::seconds(3));
  CHECK(deadline.passed(clock.steady()));
  CHECK(deadline.remaining(clock.steady()) == base::Micros(0));
}

TEST_CASE("request ids are version 7 UUIDs that sort by time") {
  support::FakeClock clock;
  support::FakeRandom random;
  const auto first = base::make_request_id(clock.wall(), random);
  clock.advance(std::chrono::milliseconds(1));
  const auto second = base::make_request_id(clock.wall(), random);
  REQUIRE(first.size() == 36);
  CHECK(first[14] == '7');
  CHECK(std::string("89ab").find(first[19]) != std::string::npos);
  CHECK(first < second);
}

TEST_CASE("a request id says when it was made") {
  support::FakeClock clock;
  support::FakeRandom random;
  const auto id = base::make_request_id(clock.wall(), random);
  CHECK(base::time_of_request_id(id) == std::chrono::floor<std::chrono::milliseconds>(clock.wall()));
  CHECK_FALSE(base::time_of_request_id(""));
  CHECK_FALSE(base::time_of_request_id("b3a1c7de-0000-4000-8000-000000000000"));
  CHECK_FALSE(base::time_of_request_id("x193a1c7-de00-7000-8000-000000000000"));
}

TEST_CASE("sortable ids are positive and sort by the second") {
  support::FakeClock clock;
  support::FakeRandom random;
  const auto first = base::make_sortable_id(clock.wall(), random);
  const auto same_second = base::make_sortable_id(clock.wall(), random);
  clock.advance(std::chrono::seconds(1));
  const auto later = base::make_sortable_id(clock.wall(), random);
  CHECK(first > 0);
  CHECK(first != same_second);
  CHECK(std::max(first, same_second) < later);
  CHECK(base::time_of_sortable_id(later) == std::chrono::floor<std::chrono::seconds>(clock.wall()));
  CHECK(base::to_hex(first).size() == 16);
  CHECK(base::to_hex(std::int64_t{255}) == "00000000000000ff");
}
