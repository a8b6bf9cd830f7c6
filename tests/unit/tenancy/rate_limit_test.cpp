#include "tenancy/rate_limit.hpp"

#include <cmath>
#include <limits>
#include <random>

#include <doctest/doctest.h>

#include "support/fake_clock.hpp"

namespace rate_limit_test {

using namespace std::chrono_literals;
using tenancy::RateLimit;

int take_all(RateLimit& limit, base::SteadyTime now, int tries) {
  int admitted = 0;
  for (int i = 0; i < tries; ++i)
    admitted += limit.take(now).admitted ? 1 : 0;
  return admitted;
}

TEST_CASE("a fresh bucket lets its burst through and not one more") {
  support::FakeClock clock;
  for (const int burst : {1, 2, 7, 100, 1'000}) {
    for (const double rate : {0.01, 1.0, 3.0, 50.0, 100'000.0}) {
      CAPTURE(burst);
      CAPTURE(rate);
      RateLimit limit(rate, burst);
      CHECK(take_all(limit, clock.steady(), burst + 50) == burst);
    }
  }
}

TEST_CASE("the verdict tells what is left and how long to wait") {
  support::FakeClock clock;
  RateLimit limit(10, 3);

  auto verdict = limit.take(clock.steady());
  CHECK(verdict.admitted);
  CHECK(verdict.remaining == 2);
  CHECK(verdict.reset == 100ms);
  CHECK(verdict.retry_after == 0us);
  limit.take(clock.steady());
  verdict = limit.take(clock.steady());
  CHECK(verdict.admitted);
  CHECK(verdict.remaining == 0);
  CHECK(verdict.reset == 300ms);

  verdict = limit.take(clock.steady());
  CHECK_FALSE(verdict.admitted);
  CHECK(verdict.remaining == 0);
  CHECK(verdict.retry_after == 100ms);
  CHECK(verdict.reset == 300ms);

  clock.advance(40ms);
  verdict = limit.take(clock.steady());
  CHECK_FALSE(verdict.admitted);
  CHECK(verdict.retry_after == 60ms);

  clock.advance(verdict.retry_after - 1us);
  CHECK_FALSE(limit.take(clock.steady()).admitted);
  clock.advance(1us);
  CHECK(limit.take(clock.steady()).admitted);
  CHECK_FALSE(limit.take(clock.steady()).admitted);

  clock.advance(1h);
  verdict = limit.take(clock.steady());
  CHECK(verdict.admitted);
  CHECK(verdict.remaining == 2);
}

TEST_CASE("a refusal costs nothing") {
  support::FakeClock clock;
  RateLimit limit(1, 1);
  CHECK(limit.take(clock.steady()).admitted);
  for (int i = 0; i < 1'000; ++i)
    CHECK_FALSE(limit.take(clock.steady()).admitted);
  clock.advance(1s);
  CHECK(limit.take(clock.steady()).admitted);
}

TEST_CASE("looking draws nothing and tells the same as drawing") {
  support::FakeClock clock;
  RateLimit limit(2, 2);
  for (int i = 0; i < 10; ++i) {
    const auto seen = limit.look(clock.steady());
    CHECK(seen.admitted);
    CHECK(seen.remaining == 2);
    CHECK(seen.reset == 0us);
  }
  CHECK(take_all(limit, clock.steady(), 5) == 2);
  const auto seen = limit.look(clock.steady());
  CHECK_FALSE(seen.admitted);
  CHECK(seen.remaining == 0);
  CHECK(seen.retry_after == 500ms);
  CHECK(seen.reset == 1s);
}

TEST_CASE("after waiting as told a query always fits and a microsecond before it never does") {
  support::FakeClock clock;
  for (const double rate : {0.3, 1.0, 3.0, 7.0, 49.9, 333.0, 99'999.0}) {
    CAPTURE(rate);
    RateLimit limit(rate, 4);
    take_all(limit, clock.steady(), 4);
    for (int i = 0; i < 50; ++i) {
      const auto refused = limit.take(clock.steady());
      REQUIRE_FALSE(refused.admitted);
      REQUIRE(refused.retry_after > 0us);
      const auto soon = clock.steady() + refused.retry_after;
      CHECK_FALSE(limit.look(soon - 1us).admitted);
      clock.set_steady(soon);
      REQUIRE(limit.take(clock.steady()).admitted);
    }
  }
}

TEST_CASE("never more than burst and rate times time and no less when asked without pause") {
  std::mt19937_64 dice(7);
  for (const double rate : {0.5, 1.0, 3.0, 50.0, 1'234.5}) {
    for (const int burst : {1, 5, 100}) {
      CAPTURE(rate);
      CAPTURE(burst);
      support::FakeClock clock;
      RateLimit limit(rate, burst);
      const auto begin = clock.steady();
      std::int64_t admitted = 0;
      for (int step = 0; step < 5'000; ++step) {
        // Steps from nothing to two intervals: the bucket runs empty and fills in turns.
        const auto most = static_cast<std::int64_t>(2e6 / rate);
        clock.advance(base::Micros(std::uniform_int_distribution<std::int64_t>(0, most)(dice)));
        admitted += take_all(limit, clock.steady(), 3);
        const double seconds = std::chrono::duration<double>(clock.steady() - begin).count();
        REQUIRE(static_cast<double>(admitted) <= burst + rate * seconds + 1e-6);
        // Three tries a step empty a bucket that is never full again, so nothing that flows in is lost.
        if (burst >= 5) REQUIRE(static_cast<double>(admitted) >= rate * seconds * 0.999 - 3);
      }
    }
  }
}

TEST_CASE("a higher limit takes effect at once and keeps what was drawn") {
  support::FakeClock clock;
  RateLimit limit(0.01, 100);
  CHECK(take_all(limit, clock.steady(), 200) == 100);  // a debt of 10,000 s

  limit.change(1'000, 100);
  auto seen = limit.look(clock.steady());
  CHECK_FALSE(seen.admitted);
  CHECK(seen.remaining == 0);
  CHECK(seen.retry_after == 1ms);
  clock.advance(1ms);
  CHECK(take_all(limit, clock.steady(), 5) == 1);

  limit.change(1'000, 150);
  CHECK(take_all(limit, clock.steady(), 100) == 50);
}

TEST_CASE("a lower limit leaves at worst an empty bucket") {
  support::FakeClock clock;
  RateLimit limit(100, 100);
  CHECK(take_all(limit, clock.steady(), 80) == 80);
  limit.change(1, 10);
  const auto seen = limit.look(clock.steady());
  CHECK(seen.remaining == 0);
  CHECK(seen.retry_after == 1s);
  CHECK(seen.reset == 10s);
  clock.advance(1s);
  CHECK(take_all(limit, clock.steady(), 5) == 1);
}

TEST_CASE("two changes with no query between count from the first") {
  support::FakeClock clock;
  RateLimit limit(1, 100);
  CHECK(take_all(limit, clock.steady(), 40) == 40);
  limit.change(1'000, 100);
  limit.change(10, 100);
  CHECK(limit.look(clock.steady()).remaining == 60);
  CHECK(take_all(limit, clock.steady(), 100) == 60);
}

TEST_CASE("an idle bucket is full after a change") {
  support::FakeClock clock;
  RateLimit limit(1, 5);
  CHECK(take_all(limit, clock.steady(), 5) == 5);
  clock.advance(10s);
  limit.change(2, 8);
  CHECK(take_all(limit, clock.steady(), 20) == 8);
}

TEST_CASE("extreme rates and bursts do not overflow") {
  support::FakeClock clock;
  constexpr int most = std::numeric_limits<int>::max();
  for (const double rate : {1e-300, 1e-9, 0.001, 1.0, 1e5, 1e9, 1e300, 0.0, -1.0, std::nan(""),
                            std::numeric_limits<double>::infinity()}) {
    for (const int burst : {-5, 0, 1, 1'000, most}) {
      CAPTURE(rate);
      CAPTURE(burst);
      RateLimit limit(rate, burst);
      const auto first = limit.take(clock.steady());
      CHECK(first.admitted);
      CHECK(first.remaining >= 0);
      CHECK(first.reset >= 0us);
      limit.change(50, most);
      limit.change(rate, burst);
      CHECK(limit.look(clock.steady()).remaining >= 0);
    }
  }
}

}  // namespace rate_limit_test
