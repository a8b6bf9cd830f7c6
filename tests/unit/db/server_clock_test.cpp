#include "db/server_clock.hpp"

#include <doctest/doctest.h>

#include "support/fake_clock.hpp"

namespace server_clock_test {

using namespace std::chrono_literals;

TEST_CASE("the server clock goes by the local one until the server told its own") {
  support::FakeClock local;
  const db::ServerClock clock(local);
  local.set_wall(local.wall() + 2h);
  CHECK(clock.wall() == local.wall());
  CHECK(clock.steady() == local.steady());
}

TEST_CASE("steps of the local clock do not move the server clock") {
  support::FakeClock local;
  db::ServerClock clock(local);
  const base::WallTime told = local.wall() - 110min;
  clock.set(told, local.steady());
  CHECK(clock.wall() == told);
  local.set_wall(local.wall() + 24h);
  CHECK(clock.wall() == told);
  local.advance(5s);
  CHECK(clock.wall() == told + 5s);
  clock.set(told - 1h, local.steady());
  CHECK(clock.wall() == told - 1h);
}

}  // namespace server_clock_test
