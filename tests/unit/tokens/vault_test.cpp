#include "tokens/vault.hpp"

#include <algorithm>
#include <thread>

#include <doctest/doctest.h>

#include "support/fake_clock.hpp"
#include "support/token_states.hpp"

namespace vault_test {

using tokens::TokenState;
using tokens::Vault;

const base::WallTime now = support::FakeClock().wall();

struct Fixture {
  crypto::KeyRing keys = support::key_ring();
  Vault vault{keys};

  void put(TokenState state) { support::put(vault, std::move(state)); }
  TokenState state(int merchant, std::int64_t generation) {
    return support::token_state(keys, merchant, generation, now);
  }
  std::string text(int merchant) {
    const auto token = vault.token(merchant);
    return token ? std::string(token->text.reveal()) : "none";
  }
};

TEST_CASE_FIXTURE(Fixture, "a token is opened when it is asked for and then kept") {
  put(state(1, 4));
  const auto token = vault.token(1);
  REQUIRE(token);
  CHECK(token->text.reveal() == "access-4");
  CHECK(token->generation == 4);
  CHECK(token->expires_at == now + std::chrono::hours(2));
  CHECK(token->lifetime == std::chrono::hours(2));
  CHECK(vault.token(1) == token);
  CHECK(vault.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "nothing is known of a merchant that was never put") {
  CHECK_FALSE(vault.token(1));
  CHECK_FALSE(vault.state(1));
}

TEST_CASE_FIXTURE(Fixture, "an older generation never replaces a newer one") {
  put(state(1, 4));
  auto older = state(1, 3);
  older.stamp = 99;
  put(older);
  CHECK(text(1) == "access-4");
  put(state(1, 5));
  CHECK(text(1) == "access-5");
}

TEST_CASE_FIXTURE(Fixture, "of one generation the newer stamp counts") {
  put(state(1, 4));
  const auto opened = vault.token(1);
  auto failing = state(1, 4);
  failing.failures = 2;
  put(failing);
  CHECK(vault.state(1)->failures == 0);
  failing.stamp = 5;
  put(failing);
  CHECK(vault.state(1)->failures == 2);
  CHECK(vault.token(1) == opened);  // the same token is not opened again
}

TEST_CASE_FIXTURE(Fixture, "a token that is not stored yet gives way to the one that is") {
  auto unsaved = state(1, 5);
  unsaved.stamp = 4;
  put(unsaved);
  auto failure_of_others = state(1, 4);
  failure_of_others.stamp = 7;
  put(failure_of_others);
  CHECK(text(1) == "access-5");
  auto others = state(1, 5);
  support::FakeRandom random(3);
  others.access_envelope = keys.seal("theirs", tokens::access_row(1), random);
  others.stamp = 8;
  put(others);
  CHECK(text(1) == "theirs");
}

TEST_CASE_FIXTURE(Fixture, "reload takes rows as they are") {
  put(state(1, 9));
  std::vector<TokenState> rows;
  rows.push_back(state(1, 2));
  vault.reload(std::move(rows));
  CHECK(text(1) == "access-2");
}

TEST_CASE_FIXTURE(Fixture, "an envelope of another row or key gives no token") {
  auto moved = state(1, 4);
  moved.merchant = 2;
  put(moved);
  CHECK_FALSE(vault.token(2));
  CHECK(vault.state(2)->generation == 4);

  const auto other_keys = support::key_ring(8);
  put(support::token_state(other_keys, 3, 1, now));
  CHECK_FALSE(vault.token(3));
  put(state(3, 2));
  CHECK(text(3) == "access-2");
}

TEST_CASE_FIXTURE(Fixture, "a row without access token gives none") {
  auto empty = state(1, 1);
  empty.access_envelope.clear();
  put(empty);
  CHECK_FALSE(vault.token(1));
  auto endless = state(2, 1);
  endless.expires_at.reset();
  put(endless);
  CHECK_FALSE(vault.token(2));
}

TEST_CASE_FIXTURE(Fixture, "changes are told once") {
  put(state(1, 1));
  put(state(2, 1));
  put(state(1, 2));
  auto changed = vault.take_changed();
  std::ranges::sort(changed);
  CHECK(changed == std::vector{1, 2});
  CHECK(vault.take_changed().empty());
  put(state(2, 1));  // not newer
  CHECK(vault.take_changed().empty());
  put(state(2, 2));
  CHECK(vault.take_changed() == std::vector{2});
}

TEST_CASE_FIXTURE(Fixture, "readers and writers of several threads get whole tokens") {
  put(state(1, 1));
  std::thread writer([this] {
    for (std::int64_t generation = 2; generation < 500; ++generation) {
      put(state(1, generation));
    }
  });
  std::int64_t seen = 0;
  while (seen < 499) {
    const auto token = vault.token(1);
    REQUIRE(token);
    REQUIRE(token->text.reveal() == "access-" + std::to_string(token->generation));
    REQUIRE(token->generation >= seen);
    seen = token->generation;
  }
  writer.join();
}

}  // namespace vault_test
