#include "tokens/backoff.hpp"

#include <doctest/doctest.h>

#include "support/fake_clock.hpp"
#include "support/fake_random.hpp"

namespace backoff_test {

using namespace std::chrono_literals;
using tokens::Backoff;
using tokens::BackoffRules;
using tokens::Verdict;

const base::WallTime now = support::FakeClock().wall();  // …:03 of a minute

base::Micros pause(Verdict verdict, int failures, double chance = 0.5) {
  return pause_after(verdict, failures, now, chance, BackoffRules{});
}

TEST_CASE("pauses double up to the most") {
  CHECK(pause(Verdict::transient, 1) == 1s);
  CHECK(pause(Verdict::transient, 2) == 2s);
  CHECK(pause(Verdict::transient, 5) == 16s);
  CHECK(pause(Verdict::transient, 9) == 256s);
  CHECK(pause(Verdict::transient, 10) == 300s);
  CHECK(pause(Verdict::transient, 1'000'000) == 300s);
  CHECK(pause(Verdict::not_authorized, 3) == 4s);
}

TEST_CASE("the chance makes a pause a quarter longer or shorter") {
  CHECK(pause(Verdict::transient, 3, 0) == 3s);
  CHECK(pause(Verdict::transient, 3, 1) == 5s);
}

TEST_CASE("a used up minute quota lasts to the next minute") {
  CHECK(pause(Verdict::minute_quota, 1, 0) == 57s);
  CHECK(pause(Verdict::minute_quota, 1, 1) == 72s);
  CHECK(pause(Verdict::minute_quota, 20) == 300s);
}

TEST_CASE("a used up day quota is left alone for long") {
  CHECK(pause(Verdict::day_quota, 1, 0) == 10min);
  CHECK(pause(Verdict::day_quota, 1, 1) == 20min);
}

TEST_CASE("callers get the last error with what is left of the pause") {
  support::FakeClock clock;
  Backoff backoff;
  CHECK_FALSE(backoff.refusal(7, 3, clock.steady()));
  CHECK(backoff.count(7) == 1);
  backoff.set(7, 3, clock.steady() + 10s, {base::Code::token_unavailable, "busy", "errcode -1"});
  clock.advance(4s);
  const auto refusal = backoff.refusal(7, 3, clock.steady());
  REQUIRE(refusal);
  CHECK(refusal->detail == "busy");
  CHECK(refusal->retry_after == 6s);
  CHECK_FALSE(backoff.refusal(8, 3, clock.steady()));
  CHECK_FALSE(backoff.refusal(7, 4, clock.steady()));  // another token
  clock.advance(6s);
  CHECK_FALSE(backoff.refusal(7, 3, clock.steady()));
  CHECK(backoff.failing() == 1);
}

TEST_CASE("failures in a row are counted until a success") {
  Backoff backoff;
  backoff.count(7);
  CHECK(backoff.count(7) == 2);
  CHECK(backoff.count(8) == 1);
  backoff.clear(7);
  CHECK(backoff.failing() == 1);
  CHECK(backoff.count(7) == 1);
}

TEST_CASE("chance is a fraction") {
  support::FakeRandom random;
  double sum = 0;
  for (int i = 0; i < 1000; ++i) {
    const double value = tokens::chance(random);
    REQUIRE(value >= 0);
    REQUIRE(value < 1);
    sum += value;
  }
  CHECK(sum > 400);
  CHECK(sum < 600);
}

}  // namespace backoff_test
