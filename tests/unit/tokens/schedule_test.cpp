#include "tokens/schedule.hpp"

#include <doctest/doctest.h>

#include "support/fake_clock.hpp"

namespace schedule_test {

using namespace std::chrono_literals;

const base::WallTime now = support::FakeClock().wall();

TEST_CASE("those whose moment has come are taken in order once") {
  tokens::Schedule schedule;
  schedule.set(1, now + 2s);
  schedule.set(2, now - 1s);
  schedule.set(3, now);
  schedule.set(4, now + 1us);
  CHECK(schedule.take_due(now, 10) == std::vector{2, 3});
  CHECK(schedule.take_due(now, 10).empty());
  CHECK(schedule.size() == 2);
}

TEST_CASE("a limit leaves the later ones for the next time") {
  tokens::Schedule schedule;
  for (int merchant = 0; merchant < 5; ++merchant) {
    schedule.set(merchant, now);
  }
  CHECK(schedule.take_due(now, 2) == std::vector{0, 1});
  CHECK(schedule.take_due(now, 2) == std::vector{2, 3});
  CHECK(schedule.take_due(now, 2) == std::vector{4});
}

TEST_CASE("a merchant has one moment") {
  tokens::Schedule schedule;
  schedule.set(1, now);
  schedule.set(1, now + 1h);
  CHECK(schedule.size() == 1);
  CHECK(schedule.take_due(now, 1).empty());
  schedule.set(1, now - 1h);
  CHECK(schedule.take_due(now, 1) == std::vector{1});
  schedule.set(1, now);
  schedule.remove(1);
  schedule.remove(2);
  CHECK(schedule.take_due(now, 1).empty());
}

}  // namespace schedule_test
