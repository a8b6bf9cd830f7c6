#include "tokens/health.hpp"

#include <doctest/doctest.h>

namespace health_test {

using std::chrono::hours;
using tokens::Health;

const base::WallTime now = base::parse_rfc3339("2026-11-22T23:57:03Z").value();

tokens::TokenState state(std::optional<base::WallTime> expires_at) {
  tokens::TokenState row;
  row.expires_at = expires_at;
  return row;
}

Health of(const tokens::TokenState& row, bool refreshing = false) {
  return tokens::health(row, now, refreshing).health;
}

TEST_CASE("a token with life left and no failure is healthy") {
  CHECK(of(state(now + base::Micros(1))) == Health::healthy);
  CHECK(tokens::health(state(now + hours(1)), now).usable);
  CHECK(tokens::health(std::nullopt, now).health == Health::missing);
}

TEST_CASE("a token that is being renewed or has to be is refreshing") {
  CHECK(of(state(now + hours(1)), true) == Health::refreshing);
  CHECK(of(state(now)) == Health::refreshing);
  CHECK(of(state(std::nullopt)) == Health::refreshing);
  CHECK_FALSE(tokens::health(state(now), now).usable);
}

TEST_CASE("transient and permanent failures are told apart") {
  auto row = state(now + hours(1));
  row.failing_since = now - hours(2);
  row.failures = 3;
  row.last_errcode = -1;
  CHECK(of(row) == Health::failing);
  CHECK(of(row, true) == Health::failing);
  CHECK(tokens::words(tokens::health(row, now)) == "failing since 2026-11-22T21:57:03Z, 3 times, errcode -1");
  row.needs_reauthorization = true;
  row.last_errcode = 61023;
  row.failures = 1;
  CHECK(of(row) == Health::needs_reauthorization);
  CHECK(tokens::words(tokens::health(row, now)) ==
        "needs re-authorisation since 2026-11-22T21:57:03Z, once, errcode 61023");
}

TEST_CASE("the health of a token in one word") {
  CHECK(tokens::name(Health::healthy) == "healthy");
  CHECK(tokens::name(Health::refreshing) == "refreshing");
  CHECK(tokens::name(Health::failing) == "failing");
  CHECK(tokens::name(Health::needs_reauthorization) == "needs_reauthorization");
  CHECK(tokens::name(Health::missing) == "missing");
}

}  // namespace health_test
