#include "tokens/freshness.hpp"

#include <set>

#include <doctest/doctest.h>

#include "support/fake_clock.hpp"

namespace freshness_test {

using namespace std::chrono_literals;
using tokens::Freshness;
using tokens::FreshnessRules;
using tokens::TokenState;

const base::WallTime now = support::FakeClock().wall();

TokenState state_with(base::Micros left, base::Micros life = 2h) {
  TokenState state;
  state.merchant = 12;
  state.access_envelope = "sealed";
  state.generation = 3;
  state.expires_at = now + left;
  state.refreshed_at = now + left - life;
  return state;
}

Freshness judged(const TokenState& state, base::Micros minimum_life = 0s) {
  return judge(state, now, minimum_life, FreshnessRules{});
}

TEST_CASE("a two hour token is good then due then stale") {
  CHECK(judged(state_with(2h)) == Freshness::good);
  CHECK(judged(state_with(16min)) == Freshness::good);
  CHECK(judged(state_with(10min)) == Freshness::due);
  CHECK(judged(state_with(60s)) == Freshness::due);
  CHECK(judged(state_with(60s - 1us)) == Freshness::stale);
  CHECK(judged(state_with(0s)) == Freshness::stale);
  CHECK(judged(state_with(-1h)) == Freshness::stale);
}

TEST_CASE("a caller may demand more life than the rules") {
  CHECK(judged(state_with(30min), 30min) == Freshness::good);
  CHECK(judged(state_with(30min - 1us), 30min) == Freshness::stale);
  CHECK(judged(state_with(59s), 1s) == Freshness::stale);
}

TEST_CASE("no demand is larger than half of the life that a token had when it was new") {
  CHECK(judged(state_with(1h), 24h) == Freshness::good);
  CHECK(judged(state_with(1h - 1us), 24h) == Freshness::stale);
  CHECK(judged(state_with(5s, 10s)) != Freshness::stale);
  CHECK(judged(state_with(5s - 1us, 10s)) == Freshness::stale);
}

TEST_CASE("short lived tokens are refreshed ahead in proportion") {
  const auto state = state_with(80s, 80s);
  const auto moment = refresh_time(state, FreshnessRules{});
  CHECK(moment <= *state.expires_at - 20s);
  CHECK(moment >= *state.expires_at - 30s);
}

TEST_CASE("a token whose life is not known is judged by the rules alone") {
  auto state = state_with(2min);
  state.refreshed_at.reset();
  CHECK(lifetime(state) == 0us);
  CHECK(judged(state) == Freshness::due);
  CHECK(judged(state, 3min) == Freshness::stale);
  state.refreshed_at = *state.expires_at + 1s;  // nonsense from a clock that went back
  CHECK(lifetime(state) == 0us);
}

TEST_CASE("no token at all is stale and to be refreshed at once") {
  TokenState state;
  CHECK(judged(state) == Freshness::stale);
  CHECK(refresh_time(state, FreshnessRules{}) == base::WallTime{});
  state.expires_at = now + 2h;
  CHECK(judged(state) == Freshness::stale);
}

TEST_CASE("a void authorisation is gone only when the last token is used up") {
  auto state = state_with(5min);
  state.needs_reauthorization = true;
  CHECK(judged(state) == Freshness::good);
  state.expires_at = now + 59s;
  CHECK(judged(state) == Freshness::gone);
  state.access_envelope.clear();
  CHECK(judged(state) == Freshness::gone);
}

TEST_CASE("the jitter is the same for a merchant and spread over merchants") {
  std::set<base::WallTime> moments;
  for (int merchant = 1; merchant <= 200; ++merchant) {
    auto state = state_with(2h);
    state.merchant = merchant;
    const auto moment = refresh_time(state, FreshnessRules{});
    CHECK(moment == refresh_time(state, FreshnessRules{}));
    CHECK(moment <= *state.expires_at - 10min);
    CHECK(moment > *state.expires_at - 15min);
    moments.insert(moment);
  }
  CHECK(moments.size() > 150);
}

TEST_CASE("usable asks the same of an opened token") {
  tokens::Token token{base::Secret("t"), 1, now + 60s, 2h};
  CHECK(usable(token, now, 0s, FreshnessRules{}));
  CHECK_FALSE(usable(token, now, 61s, FreshnessRules{}));
  token.expires_at = now;
  token.lifetime = 0us;
  CHECK_FALSE(usable(token, now, 0s, FreshnessRules{.minimum_life = 0s}));
}

}  // namespace freshness_test
