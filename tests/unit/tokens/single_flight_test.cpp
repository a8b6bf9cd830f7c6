#include "tokens/single_flight.hpp"

#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include "support/run_loop.hpp"

namespace single_flight_test {

using namespace std::chrono_literals;

struct Fixture {
  boost::asio::io_context loop;
  tokens::SingleFlight<std::string> flights{loop.get_executor()};
  std::vector<std::string> ends;

  base::Deadline in(std::chrono::milliseconds time) { return {std::chrono::steady_clock::now() + time}; }
  void wait_for(int key, base::Deadline deadline) {
    boost::asio::co_spawn(loop, flights.wait(key, deadline),
                          [this](std::exception_ptr, std::optional<std::string> end) {
                            ends.push_back(end.value_or("gave up"));
                          });
  }
};

TEST_CASE_FIXTURE(Fixture, "one flight a key its end for all who wait") {
  CHECK(flights.begin(1));
  CHECK_FALSE(flights.begin(1));
  CHECK(flights.begin(2));
  for (int i = 0; i < 3; ++i) {
    wait_for(1, in(5s));
  }
  loop.poll();
  CHECK(flights.awaited(1));
  CHECK_FALSE(flights.awaited(2));
  flights.end(1, "landed");
  support::run_until(loop, [&] { return ends.size() == 3; });
  CHECK(ends == std::vector<std::string>(3, "landed"));
  CHECK_FALSE(flights.running(1));
  CHECK(flights.running(2));
  CHECK(flights.begin(1));
}

TEST_CASE_FIXTURE(Fixture, "whoever gives up does not end the flight") {
  flights.begin(1);
  wait_for(1, in(10ms));
  wait_for(1, in(5s));
  support::run_until(loop, [&] { return ends.size() == 1; });
  CHECK(ends.front() == "gave up");
  CHECK(flights.running(1));
  CHECK(flights.awaited(1));
  flights.end(1, "landed");
  support::run_until(loop, [&] { return ends.size() == 2; });
  CHECK(ends.back() == "landed");
}

TEST_CASE_FIXTURE(Fixture, "nobody waits any more once all gave up") {
  flights.begin(1);
  wait_for(1, in(10ms));
  support::run_until(loop, [&] { return ends.size() == 1; });
  CHECK_FALSE(flights.awaited(1));
  flights.end(1, "landed");
  flights.end(1, "twice is once");
  CHECK_FALSE(flights.running(1));
}

}  // namespace single_flight_test
