#include "tenancy/guess_limit.hpp"

#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "support/fake_clock.hpp"

namespace guess_limit_test {

using namespace std::chrono_literals;

base::IpAddress at(std::string_view text) { return base::parse_address(text).value(); }

struct Fixture {
  support::FakeClock clock;
  tenancy::GuessLimit guesses{{.burst = 3, .interval = 2s, .addresses = 4}};

  base::Micros wait(std::string_view address) { return guesses.wait(at(address), clock.steady()); }
  void wrong(std::string_view address, int times = 1) {
    for (int i = 0; i < times; ++i)
      guesses.wrong(at(address), clock.steady());
  }
};

TEST_CASE_FIXTURE(Fixture, "an address may be wrong so often and then has to wait") {
  CHECK(wait("192.0.2.1") == 0us);
  wrong("192.0.2.1", 2);
  CHECK(wait("192.0.2.1") == 0us);
  wrong("192.0.2.1");
  CHECK(wait("192.0.2.1") == 2s);
  CHECK(wait("192.0.2.2") == 0us);
  clock.advance(2s - 1us);
  CHECK(wait("192.0.2.1") == 1us);
  clock.advance(1us);
  CHECK(wait("192.0.2.1") == 0us);
  wrong("192.0.2.1");
  CHECK(wait("192.0.2.1") == 2s);
  clock.advance(1h);
  wrong("192.0.2.1", 2);
  CHECK(wait("192.0.2.1") == 0us);
}

TEST_CASE_FIXTURE(Fixture, "what was under way together does not lengthen the wait") {
  wrong("192.0.2.1", 50);
  CHECK(wait("192.0.2.1") == 2s);
}

TEST_CASE_FIXTURE(Fixture, "a network of IPv6 counts as one and a mapped address as what it stands for") {
  wrong("2001:db8:1:2::1", 2);
  wrong("2001:db8:1:2:ffff::9");
  CHECK(wait("2001:db8:1:2:abcd::") == 2s);
  CHECK(wait("2001:db8:1:3::1") == 0us);
  wrong("::ffff:192.0.2.1", 3);
  CHECK(wait("192.0.2.1") == 2s);
}

TEST_CASE_FIXTURE(Fixture, "when there are too many the one that guessed least is forgotten") {
  wrong("192.0.2.1", 3);
  wrong("192.0.2.2", 2);
  wrong("192.0.2.3", 3);
  wrong("192.0.2.4", 1);
  CHECK(guesses.size() == 4);
  // 4 goes for 5, and so on: those who guess much stay known.
  for (const auto* address : {"192.0.2.5", "192.0.2.6", "192.0.2.7"})
    wrong(address);
  CHECK(guesses.size() == 4);
  CHECK(wait("192.0.2.1") == 2s);
  CHECK(wait("192.0.2.3") == 2s);
  CHECK(wait("192.0.2.8") == 0us);  // nobody is refused for what others did
  wrong("192.0.2.2");
  CHECK(wait("192.0.2.2") == 2s);

  // A bucket that is full again needs no place.
  clock.advance(6s);
  wrong("192.0.2.9");
  CHECK(guesses.size() == 1);
}

TEST_CASE("many threads may be wrong at once") {
  tenancy::GuessLimit guesses({.burst = 1'000, .interval = 1s, .addresses = 100});
  const support::FakeClock clock;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 250; ++i) {
        guesses.wrong(at("192.0.2.1"), clock.steady());
        guesses.wrong(at("10." + std::to_string(t) + ".0." + std::to_string(i)), clock.steady());
        guesses.wait(at("192.0.2.1"), clock.steady());
      }
    });
  }
  for (auto& thread : threads)
    thread.join();
  CHECK(guesses.wait(at("192.0.2.1"), clock.steady()) > 0us);
  CHECK(guesses.size() == 100);
}

}  // namespace guess_limit_test
