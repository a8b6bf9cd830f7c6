#include "tokens/background.hpp"

#include <doctest/doctest.h>

#include "support/fake_clock.hpp"
#include "support/token_states.hpp"

namespace background_test {

using namespace std::chrono_literals;
using tokens::Background;
using tokens::Reason;

bool nobody(int) { return false; }

struct Fixture {
  support::FakeClock clock;
  crypto::KeyRing keys = support::key_ring();
  tokens::Vault vault{keys};
  tenancy::Directory directory;
  Background background{vault, directory, tokens::FreshnessRules{}, clock};

  void know(int id, bool authorized = true) {
    tenancy::Merchant merchant;
    merchant.id = id;
    merchant.appid = "wx" + std::to_string(id);
    merchant.authorized = authorized;
    merchant.stamp = ++stamp;
    std::vector<tenancy::Merchant> merchants;
    merchants.push_back(merchant);
    directory.put(std::move(merchants), {});
  }
  void put(int id, base::Micros left, std::int64_t generation = 1) {
    auto state = support::token_state(keys, id, generation, clock.wall());
    state.expires_at = clock.wall() + left;
    state.refreshed_at = *state.expires_at - 2h;
    state.stamp = ++stamp;
    support::put(vault, std::move(state));
  }
  std::int64_t stamp = 0;
};

TEST_CASE_FIXTURE(Fixture, "a merchant comes when its moment has come once") {
  know(1);
  put(1, 2h);
  background.take_changes();
  CHECK_FALSE(background.next(nobody));
  clock.advance(110min);
  const auto turn = background.next(nobody);
  REQUIRE(turn);
  CHECK(turn->merchant == 1);
  CHECK(turn->reason == Reason::ahead);
  CHECK_FALSE(background.next(nobody));
}

TEST_CASE_FIXTURE(Fixture, "a new token puts the merchant in line again") {
  know(1);
  put(1, 5min);
  background.take_changes();
  REQUIRE(background.next(nobody));
  put(1, 2h, 2);
  background.take_changes();
  CHECK_FALSE(background.next(nobody));
  clock.advance(1h + 50min);
  CHECK(background.next(nobody));
}

TEST_CASE_FIXTURE(Fixture, "tokens that are missing or used up come too") {
  know(1);
  know(2);
  put(1, -5min);
  auto empty = support::token_state(keys, 2, 1, clock.wall());
  empty.access_envelope.clear();
  empty.expires_at.reset();
  support::put(vault, std::move(empty));
  background.take_changes();
  const auto first = background.next(nobody);
  const auto second = background.next(nobody);
  REQUIRE(first);
  REQUIRE(second);
  CHECK(first->merchant == 2);
  CHECK(first->reason == Reason::missing);
  CHECK(second->reason == Reason::expired);
}

TEST_CASE_FIXTURE(Fixture, "merchants that need a new authorisation are left alone until they have it") {
  know(1);
  auto gone = support::token_state(keys, 1, 1, clock.wall() - 3h);
  gone.needs_reauthorization = true;
  gone.failures = 1;
  support::put(vault, std::move(gone));
  background.take_changes();
  CHECK_FALSE(background.next(nobody));
  put(1, 1min, 2);
  background.take_changes();
  CHECK(background.next(nobody));
}

TEST_CASE_FIXTURE(Fixture, "merchants that left are looked at now and then") {
  know(1, false);
  put(1, 1min);
  background.take_changes();
  CHECK_FALSE(background.next(nobody));
  know(1, true);
  CHECK_FALSE(background.next(nobody));
  clock.advance(5min);
  CHECK(background.next(nobody));
}

TEST_CASE_FIXTURE(Fixture, "a merchant that is being refreshed is passed over") {
  know(1);
  know(2);
  put(1, 1min);
  put(2, 2min);
  background.take_changes();
  const auto turn = background.next([](int merchant) { return merchant == 1; });
  REQUIRE(turn);
  CHECK(turn->merchant == 2);
  clock.advance(5s);
  CHECK(background.next(nobody)->merchant == 1);
}

TEST_CASE_FIXTURE(Fixture, "putting off one merchant or all") {
  know(1);
  know(2);
  put(1, 1min);
  put(2, 2min);
  background.take_changes();
  background.put_off(1, 30s);
  CHECK(background.next(nobody)->merchant == 2);
  background.put_off(2, 1s);
  background.put_off_all(10s);
  clock.advance(9s);
  CHECK_FALSE(background.next(nobody));
  clock.advance(1s);
  CHECK(background.next(nobody)->merchant == 2);
  CHECK_FALSE(background.next(nobody));
  clock.advance(20s);
  CHECK(background.next(nobody)->merchant == 1);
}

TEST_CASE_FIXTURE(Fixture, "a hundred thousand merchants cost nothing while none is due") {
  std::vector<tokens::TokenState> states;
  for (int id = 1; id <= 100'000; ++id) {
    tokens::TokenState state;
    state.merchant = id;
    state.access_envelope = "sealed";
    state.generation = 1;
    state.refreshed_at = clock.wall();
    state.expires_at = clock.wall() + 2h;
    states.push_back(std::move(state));
  }
  vault.put(std::move(states));
  background.take_changes();
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 10'000; ++i) {
    REQUIRE_FALSE(background.next(nobody));
    background.take_changes();
  }
  CHECK(std::chrono::steady_clock::now() - begun < 1s);
}

}  // namespace background_test
