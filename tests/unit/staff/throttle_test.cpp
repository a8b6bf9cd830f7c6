#include "staff/throttle.hpp"

#include <doctest/doctest.h>

namespace throttle_test {

using namespace std::chrono_literals;
using staff::Attempts;

const base::WallTime now{1'700'000'000s};

base::Micros pair_wait(int failures, base::Micros ago) {
  return staff::wait_of({failures, now - ago}, staff::pair_rule, now);
}

TEST_CASE("the first failures cost nothing and each further one twice as much up to a minute") {
  CHECK(pair_wait(0, 0s) == 0s);
  CHECK(pair_wait(4, 0s) == 0s);
  CHECK(pair_wait(5, 0s) == 1s);
  CHECK(pair_wait(6, 0s) == 2s);
  CHECK(pair_wait(9, 0s) == 16s);
  CHECK(pair_wait(12, 0s) == 60s);
  CHECK(pair_wait(1'000'000, 0s) == 60s);
}

TEST_CASE("waiting ends with its time and failures are forgotten") {
  CHECK(pair_wait(9, 10s) == 6s);
  CHECK(pair_wait(9, 16s) == 0s);
  CHECK(pair_wait(1'000, 15min) == 0s);
  CHECK(pair_wait(9, -1h) == 16s);
}

TEST_CASE("the world s attempts on an account do not keep out its owner") {
  const Attempts fresh{};
  const Attempts besieged{1'000, now};
  CHECK(staff::wait_of(fresh, fresh, besieged, now) == 5s);
  const Attempts home{0, now - 24h, true};
  CHECK(staff::wait_of(home, fresh, besieged, now) == 0s);
  const Attempts guessing{7, now, true};
  CHECK(staff::wait_of(guessing, fresh, besieged, now) == 4s);
  CHECK(staff::wait_of(home, Attempts{40, now}, fresh, now) == 60s);
}

}  // namespace throttle_test
