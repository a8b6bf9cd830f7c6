#include <atomic>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "support/fake_clock.hpp"
#include "tenancy/rate_limit.hpp"

namespace rate_limit_threads_test {

using namespace std::chrono_literals;
using tenancy::RateLimit;

// Four threads ask until they are told to stop or `tries` are used up; gives how many were admitted.
std::int64_t storm(RateLimit& limit, const base::Clock& clock, int tries) {
  std::atomic<std::int64_t> admitted{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      std::int64_t mine = 0;
      for (int k = 0; k < tries; ++k)
        mine += limit.take(clock.steady()).admitted ? 1 : 0;
      admitted += mine;
    });
  }
  threads.clear();
  return admitted;
}

TEST_CASE("threads together get the burst while the clock stands") {
  const support::FakeClock clock;
  RateLimit limit(10, 500);
  CHECK(storm(limit, clock, 1'000) == 500);
  CHECK(storm(limit, clock, 1'000) == 0);
}

TEST_CASE("threads together never get more than burst and rate times time") {
  support::FakeClock clock;
  RateLimit limit(1'000, 50);
  const auto begin = clock.steady();
  std::atomic<bool> done{false};
  std::jthread time([&] {
    while (!done) {
      clock.advance(100us);
      std::this_thread::yield();
    }
  });
  const auto admitted = storm(limit, clock, 20'000);
  done = true;
  time.join();
  const double seconds = std::chrono::duration<double>(clock.steady() - begin).count();
  CHECK(static_cast<double>(admitted) <= 50 + 1'000 * seconds);
  CHECK(admitted >= 50);
}

TEST_CASE("a limit may change while threads draw from it") {
  const support::FakeClock clock;
  RateLimit limit(1'000, 100);
  std::atomic<bool> done{false};
  std::jthread changes([&] {
    for (int i = 0; !done; ++i)
      limit.change(i % 2 == 0 ? 10 : 1'000, 100);
  });
  const auto admitted = storm(limit, clock, 10'000);
  done = true;
  changes.join();
  // A draw that meets a change may count as much as a whole burst; it is never lost for longer than that.
  CHECK(admitted >= 1);
  limit.change(1'000, 100);
  const auto seen = limit.look(clock.steady());
  CHECK(seen.remaining >= 0);
  CHECK(seen.remaining <= 100);
  CHECK(seen.reset <= 100ms);
}

}  // namespace rate_limit_threads_test
