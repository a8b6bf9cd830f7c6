#include "tokens/token_store.hpp"

#include <doctest/doctest.h>

#include "tokens/store_fixture.hpp"

namespace token_store_test {

using namespace std::chrono_literals;
using tokens::StoreView;

using Fixture = TokenStoreFixture;

TEST_CASE_FIXTURE(Fixture, "an authorisation stores both tokens sealed and bound to their row") {
  CHECK(column("generation") == "1");
  CHECK(stored_refresh() == "refresh-1");
  CHECK(stored_access() == "access-1");
  CHECK(column("expires_at - refreshed_at") == "02:00:00");
  CHECK(column("stamp") == ask("SELECT value FROM change_counter"));
  CHECK(column("position('refresh-1'::bytea in refresh) + position('access-1'::bytea in access)") == "0");
}

TEST_CASE_FIXTURE(Fixture, "a new authorisation replaces everything and breaks the lease") {
  lease("a", 1, 60s);
  set("failures = 3, failing_since = now(), last_errcode = 61023, needs_reauthorization = true");
  const auto before = counter();
  authorize(merchant.id, "refresh-2");
  CHECK(column("generation") == "2");
  CHECK(stored_refresh() == "refresh-2");
  CHECK(column("access IS NULL AND expires_at IS NULL AND refreshed_at IS NULL") == "t");
  CHECK(column("lease_owner IS NULL AND lease_until IS NULL AND forced_at IS NULL") == "t");
  CHECK(column("failures = 0 AND failing_since IS NULL AND last_errcode IS NULL") == "t");
  CHECK(column("needs_reauthorization") == "f");
  CHECK(counter() == before + 1);
  CHECK(store("a", 1, sealed("late")).fate == StoreView::Fate::newer);
  CHECK(stored_refresh() == "refresh-2");
}

TEST_CASE_FIXTURE(Fixture, "an authorisation without refresh token is refused") {
  const auto refused = change([&](db::Transaction& tx) {
    return tokens::store_authorization(tx, keys, random, merchant.id, base::Secret(), nullptr, 0s);
  });
  CHECK(refused.error().code == base::Code::invalid_argument);
  CHECK(stored_refresh() == "refresh-1");
}

TEST_CASE_FIXTURE(Fixture, "new tokens are stored together with a new generation and without lease") {
  set("failures = 2, failing_since = now(), last_errcode = -1");
  lease("a");
  const auto before = counter();
  const auto view = store("a", 1, sealed("access-2", "refresh-2"), 10s);
  CHECK(view.fate == StoreView::Fate::stored);
  CHECK(view.state.generation == 2);
  CHECK(view.state.failures == 0);
  CHECK(view.state.stamp == before + 1);
  CHECK(lifetime(view.state) == 2h);
  CHECK(stored_access() == "access-2");
  CHECK(stored_refresh() == "refresh-2");
  CHECK(column("refreshed_at < now() - interval '9 s' AND expires_at < now() + interval '7191 s'") == "t");
  CHECK(column("lease_owner IS NULL AND failing_since IS NULL AND last_errcode IS NULL") == "t");
}

TEST_CASE_FIXTURE(Fixture, "an absent refresh token keeps the stored one") {
  lease("a");
  store("a", 1, sealed("access-2"));
  CHECK(stored_access() == "access-2");
  CHECK(stored_refresh() == "refresh-1");
}

TEST_CASE_FIXTURE(Fixture, "an older writer is refused and sees what is there") {
  lease("a");
  store("a", 1, sealed("access-2", "refresh-2"));
  const auto before = counter();
  const auto late = store("a", 1, sealed("late", "late"));
  CHECK(late.fate == StoreView::Fate::newer);
  CHECK(late.state.generation == 2);
  CHECK(stored_access() == "access-2");
  CHECK(stored_refresh() == "refresh-2");
  CHECK(counter() == before);
}

TEST_CASE_FIXTURE(Fixture, "nobody stores while another process asks WeChat") {
  lease("a");
  set("lease_until = clock_timestamp() - interval '1 ms'");
  lease("b");
  CHECK(store("a", 1, sealed("from-a")).fate == StoreView::Fate::leased);
  CHECK(stored_access() == "access-1");
  set("lease_until = clock_timestamp() - interval '1 ms'");
  CHECK(store("a", 1, sealed("from-a")).fate == StoreView::Fate::stored);
  CHECK(stored_access() == "from-a");
  CHECK(store("b", 1, sealed("from-b")).fate == StoreView::Fate::newer);
}

TEST_CASE_FIXTURE(Fixture, "a late answer takes back that the authorisation was void") {
  lease("a");
  set("needs_reauthorization = true, failures = 1, last_errcode = 61023");
  const auto view = store("a", 1, sealed("access-2", "refresh-2"));
  CHECK(view.fate == StoreView::Fate::stored);
  CHECK_FALSE(view.state.needs_reauthorization);
}

TEST_CASE_FIXTURE(Fixture, "changes reach the vault") {
  tokens::Vault vault(keys);
  REQUIRE(tokens::load_changes(*connection, 0, vault));
  CHECK(vault.token(merchant.id)->text.reveal() == "access-1");
  const auto seen = counter();
  lease("a");
  store("a", 1, sealed("access-2"));
  const auto other_merchant = import("wx0000000000000002");
  authorize(other_merchant.id, "refresh-x");
  vault.take_changed();
  REQUIRE(tokens::load_changes(*connection, seen, vault));
  CHECK(vault.token(merchant.id)->text.reveal() == "access-2");
  CHECK(vault.token(merchant.id)->generation == 2);
  CHECK_FALSE(vault.token(other_merchant.id));
  CHECK(vault.state(other_merchant.id)->generation == 1);
  CHECK(vault.take_changed().size() == 2);
  REQUIRE(tokens::load_changes(*connection, counter(), vault));
  CHECK(vault.take_changed().empty());
}

TEST_CASE_FIXTURE(Fixture, "a database that went back is taken as it is") {
  tokens::Vault vault(keys);
  support::put(vault, support::token_state(keys, merchant.id, 50, base::WallTime{}));
  REQUIRE(tokens::load_changes(*connection, 0, vault));
  CHECK(vault.state(merchant.id)->generation == 1);
}

}  // namespace token_store_test
