#include <chrono>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include "http/watchdog.hpp"

namespace server_watchdog_test {

using namespace std::chrono_literals;

struct Fixture {
  boost::asio::io_context loop;
  int fired = 0;
  std::optional<http::Watchdog> dog{std::in_place, loop.get_executor(), [this] { ++fired; }};
};

TEST_CASE("a watchdog fires once at its moment") {
  Fixture f;
  f.dog->arm(30ms);
  f.loop.run_for(10ms);
  CHECK(f.fired == 0);
  CHECK_FALSE(f.dog->expired());
  f.loop.run_for(2s);  // ends by itself: nothing is left to wait for
  CHECK(f.fired == 1);
  CHECK(f.dog->expired());
  f.dog->disarm();
  CHECK_FALSE(f.dog->expired());
}

TEST_CASE("a later moment takes the place of the one before") {
  Fixture f;
  f.dog->arm(20ms);
  f.dog->arm(120ms);
  f.loop.run_for(70ms);
  CHECK(f.fired == 0);
  f.loop.run_for(2s);
  CHECK(f.fired == 1);
}

TEST_CASE("a sooner moment takes the place of the one before") {
  Fixture f;
  f.dog->arm(60s);
  f.dog->arm(20ms);
  f.loop.run_for(2s);
  CHECK(f.fired == 1);
}

TEST_CASE("a phase that ended in time") {
  Fixture f;
  f.dog->arm(20ms);
  f.dog->disarm();
  f.loop.run_for(100ms);
  CHECK(f.fired == 0);
  f.loop.restart();
  f.dog->arm(20ms);
  f.loop.run_for(2s);
  CHECK(f.fired == 1);
}

TEST_CASE("phase after phase on one timer") {
  Fixture f;
  for (int i = 0; i < 20; ++i) {
    f.dog->arm(30ms);
    f.loop.run_for(5ms);
    f.loop.restart();
    f.dog->disarm();
  }
  CHECK(f.fired == 0);
  CHECK_FALSE(f.dog->expired());
}

TEST_CASE("a watchdog that is gone does not fire and holds no loop") {
  Fixture f;
  f.dog->arm(20ms);
  f.loop.run_for(5ms);
  f.dog.reset();
  f.loop.restart();
  const auto start = std::chrono::steady_clock::now();
  f.loop.run_for(2s);
  CHECK(std::chrono::steady_clock::now() - start < 1s);
  CHECK(f.fired == 0);
}

TEST_CASE("a loop that is destroyed with a cancelled wait on it") {
  auto loop = std::make_unique<boost::asio::io_context>();
  int fired = 0;
  {
    http::Watchdog dog(loop->get_executor(), [&] { ++fired; });
    dog.arm(20ms);
  }
  loop.reset();
  CHECK(fired == 0);
}

}  // namespace server_watchdog_test
