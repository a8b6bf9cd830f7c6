#include "simulator/quota.hpp"

#include <doctest/doctest.h>

namespace quota_test {

using namespace std::chrono_literals;
using simulator::Quota;

base::WallTime at(const char* text) { return *base::parse_rfc3339(text); }

Quota limited(std::uint64_t daily, std::uint64_t minute) {
  Quota quota;
  quota.daily_limit = daily;
  quota.minute_limit = minute;
  return quota;
}

TEST_CASE("without limits nothing is refused but all is counted") {
  Quota quota;
  for (int i = 0; i < 5; ++i) {
    CHECK(quota.take(at("2026-11-22T10:00:00Z")) == 0);
  }
  CHECK(quota.used_today(at("2026-11-22T10:00:00Z")) == 5);
}

TEST_CASE("the daily limit ends at midnight in China") {
  Quota quota = limited(2, 0);
  CHECK(quota.take(at("2026-11-22T15:00:00Z")) == 0);
  CHECK(quota.take(at("2026-11-22T15:30:00Z")) == 0);
  CHECK(quota.take(at("2026-11-22T15:59:59Z")) == 45009);
  CHECK(quota.used_today(at("2026-11-22T15:59:59Z")) == 2);
  CHECK(quota.used_today(at("2026-11-22T16:00:00Z")) == 0);
  CHECK(quota.take(at("2026-11-22T16:00:00Z")) == 0);
}

TEST_CASE("the minute limit ends with the minute and a refused call costs nothing") {
  Quota quota = limited(3, 1);
  CHECK(quota.take(at("2026-11-22T10:00:00Z")) == 0);
  CHECK(quota.take(at("2026-11-22T10:00:59Z")) == 45011);
  CHECK(quota.take(at("2026-11-22T10:01:00Z")) == 0);
  CHECK(quota.take(at("2026-11-22T10:02:00Z")) == 0);
  CHECK(quota.take(at("2026-11-22T10:03:00Z")) == 45009);
}

}  // namespace quota_test
