#include <chrono>
#include <memory>

#include <doctest/doctest.h>

#include "http/pool.hpp"

namespace client_pool_test {

using namespace std::chrono_literals;

using Pool = http::Pool<std::unique_ptr<int>>;
using Connection = std::unique_ptr<int>;

constexpr base::SteadyTime start{1000s};

Connection connection(int number) { return std::make_unique<int>(number); }

bool opens(const Pool::Decision& decision) { return std::holds_alternative<Pool::Open>(decision); }
bool opens(const Pool::Grant& grant) { return std::holds_alternative<Pool::Open>(grant); }
int number(const Pool::Decision& decision) { return *std::get<Connection>(decision); }
int number(const Pool::Grant& grant) { return *std::get<Connection>(grant); }
Pool::Ticket ticket(const Pool::Decision& decision) { return std::get<Pool::Wait>(decision).ticket; }

// A pool of which `count` places are in use.
Pool busy(http::PoolLimits limits, std::size_t count) {
  Pool pool(limits);
  for (std::size_t i = 0; i < count; ++i) {
    REQUIRE(opens(pool.ask(start, false)));
  }
  return pool;
}

TEST_CASE("pool - the newest idle connection is taken first") {
  auto pool = busy({}, 3);
  for (const int i : {1, 2, 3}) {
    CHECK(!pool.give_back(connection(i), start + i * 1s));
  }
  CHECK(pool.open() == 3);
  CHECK(pool.idle() == 3);
  CHECK(number(pool.ask(start + 4s, false)) == 3);
  CHECK(number(pool.ask(start + 4s, false)) == 2);
  CHECK(pool.idle() == 1);
  CHECK(pool.open() == 3);
}

TEST_CASE("pool - an idle connection is dropped at its age limit not before") {
  auto pool = busy({.idle = 30s}, 2);
  pool.give_back(connection(1), start);
  pool.give_back(connection(2), start + 1s);
  CHECK(pool.next_expiry() == start + 30s);
  pool.expire(start + 30s - 1ns);
  CHECK(pool.idle() == 2);
  pool.expire(start + 30s);
  CHECK(pool.idle() == 1);
  CHECK(pool.open() == 1);
  CHECK(number(pool.ask(start + 31s - 1ns, false)) == 2);
  pool.give_back(connection(2), start + 31s);
  CHECK(opens(pool.ask(start + 61s, false)));
  CHECK(pool.open() == 1);
  CHECK(!pool.next_expiry());
}

TEST_CASE("pool - a fresh request leaves idle connections alone unless their place is needed") {
  auto pool = busy({.connections = 2}, 1);
  pool.give_back(connection(1), start);
  CHECK(opens(pool.ask(start, true)));
  CHECK(pool.idle() == 1);
  pool.give_back(connection(2), start + 1s);
  CHECK(opens(pool.ask(start + 1s, true)));
  CHECK(pool.open() == 2);
  CHECK(number(pool.ask(start + 1s, false)) == 2);  // the older one had to go
}

TEST_CASE("pool - beyond the limit requests wait in order") {
  auto pool = busy({.connections = 2}, 2);
  const auto first = ticket(pool.ask(start, false));
  const auto second = ticket(pool.ask(start, false));
  CHECK(pool.waiting() == 2);

  const auto given = pool.give_back(connection(7), start);
  REQUIRE(given);
  CHECK(given->ticket == first);
  CHECK(number(given->grant) == 7);

  const auto opened = pool.lost();
  REQUIRE(opened);
  CHECK(opened->ticket == second);
  CHECK(opens(opened->grant));
  CHECK(pool.open() == 2);
  CHECK(pool.waiting() == 0);
}

TEST_CASE("pool - a request that waits for a fresh connection never gets a used one") {
  auto pool = busy({.connections = 1}, 1);
  const auto waiting = ticket(pool.ask(start, true));
  const auto granted = pool.give_back(connection(1), start);
  REQUIRE(granted);
  CHECK(granted->ticket == waiting);
  CHECK(opens(granted->grant));
  CHECK(pool.open() == 1);
  CHECK(pool.idle() == 0);
}

TEST_CASE("pool - whoever gave up is passed over") {
  auto pool = busy({.connections = 1}, 1);
  const auto first = ticket(pool.ask(start, false));
  const auto second = ticket(pool.ask(start, false));
  pool.leave(first);
  pool.leave(first);  // harmless
  const auto granted = pool.lost();
  REQUIRE(granted);
  CHECK(granted->ticket == second);
  CHECK(!pool.lost());
  CHECK(pool.open() == 0);
}

TEST_CASE("pool - no more than the limit wait") {
  auto pool = busy({.connections = 1, .waiting = 1}, 1);
  ticket(pool.ask(start, false));
  CHECK(std::holds_alternative<Pool::Refused>(pool.ask(start, false)));
  CHECK(pool.waiting() == 1);
}

TEST_CASE("pool - a dead connection is replaced within its place") {
  auto pool = busy({.connections = 2}, 2);
  pool.give_back(connection(1), start);
  pool.give_back(connection(2), start);
  CHECK(number(pool.ask(start, false)) == 2);
  CHECK(number(pool.replace(start)) == 1);
  CHECK(pool.open() == 1);
  CHECK(opens(pool.replace(start)));
  CHECK(pool.open() == 1);
}

TEST_CASE("pool - after close nothing is kept and waiting requests still get places") {
  auto pool = busy({.connections = 2}, 2);
  pool.give_back(connection(1), start);
  pool.close();
  CHECK(pool.idle() == 0);
  CHECK(pool.open() == 1);
  CHECK(opens(pool.ask(start, false)));
  const auto waiting = ticket(pool.ask(start, false));
  const auto granted = pool.give_back(connection(2), start);
  REQUIRE(granted);
  CHECK(granted->ticket == waiting);
  CHECK(opens(granted->grant));
  CHECK(!pool.give_back(connection(3), start));
  CHECK(!pool.give_back(connection(4), start));
  CHECK(pool.open() == 0);
  CHECK(pool.idle() == 0);
}

TEST_CASE("pool - dropped connections are closed") {
  struct Closing {
    void operator()(int* closed) const { ++*closed; }
  };
  int closed = 0;
  http::Pool<std::unique_ptr<int, Closing>> pool({.idle = 1s});
  pool.ask(start, false);
  pool.ask(start, false);
  pool.give_back(std::unique_ptr<int, Closing>(&closed), start);
  pool.expire(start + 1s);
  CHECK(closed == 1);
  pool.close();
  pool.give_back(std::unique_ptr<int, Closing>(&closed), start);
  CHECK(closed == 2);
}

}  // namespace client_pool_test
