#include "tokens/week.hpp"

#include <cstdlib>

#include <doctest/doctest.h>

namespace week_test {

using namespace std::chrono_literals;

std::uint64_t seed_of_run() {
  const char* given = std::getenv("MARKETCODE_TEST_SEED");
  if (given) return std::strtoull(given, nullptr, 10);
  const char* is_long = std::getenv("GATEWAY_LONG");  // scripts/test --long
  return is_long && *is_long ? std::random_device{}() : 20'261'123;
}

TEST_CASE("a week of rotation and crashes loses no merchant") {
  std::chrono::seconds overlap{0};
  SUBCASE("a rotated refresh token is void at once") { overlap = 0s; }
  SUBCASE("a rotated refresh token is taken for five minutes") { overlap = 300s; }
  const std::uint64_t seed = seed_of_run();
  MESSAGE("MARKETCODE_TEST_SEED=" << seed);
  Week week(seed, overlap);

  constexpr auto step = 40min;
  int asked = 0;
  int served = 0;
  for (base::Micros gone{0}; gone < 7 * 24h; gone += step) {
    for (const auto& account : week.accounts) {
      auto& process = week.processes[week.any(week.processes.size())];
      if (process.frozen) continue;
      ++asked;
      if (week.query(process, account)) ++served;
    }
    for (auto& process : week.processes) {
      week.thaw(process);
    }
    week.advance(step);  // no lease is left that somebody failed to end
  }
  week.calm();
  for (auto& process : week.processes) {
    for (const auto& account : week.accounts) {
      CAPTURE(account.appid);
      CHECK(week.query(process, account));
    }
    week.given_up += process.gateway->history.losses;
  }
  CHECK(week.given_up == 0);
  CHECK(week.ask("SELECT count(*) FROM merchant_token WHERE needs_reauthorization") == "0");
  CHECK(week.book.most_in_flight() == 1);
  CHECK(week.book.refreshes() > 150);
  CHECK(served > asked * 3 / 4);
  CHECK(week.mishaps.size() >= 6);
  MESSAGE(served << " of " << asked << " queries served, " << week.book.refreshes() << " refreshes");
}

}  // namespace week_test
