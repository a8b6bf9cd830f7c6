#include <atomic>
#include <barrier>
#include <thread>

#include <doctest/doctest.h>

#include "tokens/store_fixture.hpp"
#include "tokens/token_store.hpp"

namespace token_lease_test {

using namespace std::chrono_literals;
using tokens::FailureNote;
using tokens::LeaseRequest;

using Fixture = TokenStoreFixture;

TEST_CASE_FIXTURE(Fixture, "a lease is one process s until the database s clock says that it is over") {
  const auto before = counter();
  const auto first = lease("a");
  CHECK(first.taken);
  CHECK(first.secret.reveal() == "refresh-1");
  CHECK(first.state.generation == 1);
  CHECK(column("lease_until > now() + interval '15 s' AND lease_until < now() + interval '25 s'") == "t");

  const auto second = lease("b");
  CHECK_FALSE(second.taken);
  CHECK(second.held);
  CHECK(second.secret.empty());
  CHECK(lease("a").taken);  // its own it may take again

  set("lease_until = clock_timestamp() - interval '1 ms'");
  CHECK(lease("b").taken);
  CHECK(lease("a").held);
  CHECK(counter() == before);  // leases are nobody else's business
}

TEST_CASE_FIXTURE(Fixture, "a short lease ends by itself") {
  CHECK(lease("a", 1, std::nullopt, 1ms).taken);
  ask("SELECT pg_sleep(0.01)");
  CHECK(lease("b").taken);
}

TEST_CASE_FIXTURE(Fixture, "nobody takes a lease on an old generation") {
  set("generation = 2");
  const auto view = lease("a", 1);
  CHECK_FALSE(view.taken);
  CHECK_FALSE(view.held);
  CHECK(view.state.generation == 2);
  CHECK(column("lease_owner IS NULL") == "t");
  CHECK(lease("a", 5).taken);  // the database went back behind what we know
}

TEST_CASE_FIXTURE(Fixture, "of many that come at once one gets the lease") {
  constexpr int contenders = 4;
  std::vector<std::unique_ptr<db::Connection>> connections;
  for (int i = 0; i < contenders; ++i) {
    connections.push_back(support::open_database(database.app_url));
  }
  for (int round = 0; round < 10; ++round) {
    set("lease_owner = NULL, lease_until = NULL");
    std::barrier start(contenders);
    std::atomic<int> taken = 0;
    std::atomic<int> held = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < contenders; ++i) {
      threads.emplace_back([&, i] {
        start.arrive_and_wait();
        const auto view = tokens::take_lease(
            *connections[static_cast<std::size_t>(i)], keys, merchant.id,
            LeaseRequest{1, "owner-" + std::to_string(i), 20s, std::nullopt, std::nullopt});
        if (view && view->taken) ++taken;
        if (view && view->held) ++held;
      });
    }
    for (auto& thread : threads) {
      thread.join();
    }
    CHECK(taken == 1);
    CHECK(held == contenders - 1);
  }
}

TEST_CASE_FIXTURE(Fixture, "forced refreshes keep their distance in all gateways together") {
  CHECK(lease("a", 1, 60s).taken);
  CHECK(column("forced_at IS NOT NULL") == "t");
  end("a", std::nullopt);
  const auto again = lease("b", 1, 60s);
  CHECK_FALSE(again.taken);
  CHECK_FALSE(again.held);
  REQUIRE(again.since_forced);
  CHECK(*again.since_forced < 30s);
  CHECK(lease("b").taken);  // one that is not forced may come any time
  end("b", std::nullopt);
  set("forced_at = forced_at - interval '61 s'");
  CHECK(lease("b", 1, 60s).taken);
}

TEST_CASE_FIXTURE(Fixture, "whoever waited takes no lease after a failure that it did not see before") {
  set("failures = 3");
  const auto view = lease("a", 1, std::nullopt, 20s, 2);
  CHECK_FALSE(view.taken);
  CHECK_FALSE(view.held);
  CHECK(view.state.failures == 3);
  CHECK(lease("a", 1, std::nullopt, 20s, 3).taken);
}

TEST_CASE_FIXTURE(Fixture, "a merchant without tokens or whose tokens are void gets no lease") {
  set("needs_reauthorization = true");
  const auto view = lease("a");
  CHECK_FALSE(view.taken);
  CHECK(view.state.needs_reauthorization);

  ask("DELETE FROM merchant_token");
  const auto none = tokens::take_lease(*connection, keys, merchant.id,
                                       LeaseRequest{0, "a", 20s, std::nullopt, std::nullopt});
  CHECK(none.error().code == base::Code::merchant_needs_reauthorization);
  CHECK(tokens::read_state(*connection, merchant.id).error().code ==
        base::Code::merchant_needs_reauthorization);
}

TEST_CASE_FIXTURE(Fixture, "a refresh token that does not open takes no lease") {
  const auto strange = support::key_ring(99);
  const auto view = tokens::take_lease(*connection, strange, merchant.id,
                                       LeaseRequest{1, "a", 20s, std::nullopt, std::nullopt});
  REQUIRE_FALSE(view);
  CHECK(view.error().code == base::Code::token_unavailable);
  CHECK(column("lease_owner IS NULL") == "t");
}

TEST_CASE_FIXTURE(Fixture, "failures are counted and begin once") {
  lease("a");
  const auto before = counter();
  auto state = end("a", FailureNote{-1, false});
  CHECK(state.failures == 1);
  CHECK(state.last_errcode == -1);
  REQUIRE(state.failing_since);
  CHECK(state.stamp == before + 1);
  CHECK(column("lease_owner IS NULL") == "t");
  lease("a");
  const auto later = end("a", FailureNote{std::nullopt, false});
  CHECK(later.failures == 2);
  CHECK_FALSE(later.last_errcode);
  CHECK(later.failing_since == state.failing_since);
  CHECK_FALSE(later.needs_reauthorization);
}

TEST_CASE_FIXTURE(Fixture, "a void refresh token is marked for good and the token kept") {
  lease("a");
  CHECK(end("a", FailureNote{61023, true}).needs_reauthorization);
  CHECK(stored_access() == "access-1");
  CHECK_FALSE(lease("b").taken);
}

TEST_CASE_FIXTURE(Fixture, "a lease is given back without counting anything") {
  lease("a");
  const auto before = counter();
  CHECK(end("a", std::nullopt).failures == 0);
  CHECK(counter() == before);
  CHECK(lease("b").taken);
}

TEST_CASE_FIXTURE(Fixture, "whoever lost the lease ends and counts nothing") {
  lease("a");
  set("lease_until = clock_timestamp() - interval '1 ms'");
  lease("b");
  CHECK(end("a", FailureNote{61023, true}).failures == 0);
  CHECK(column("lease_owner") == "b");
  CHECK(column("needs_reauthorization") == "f");
}

TEST_CASE_FIXTURE(Fixture, "a lost connection is told as one") {
  Fixture::ask(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'marketcode_app' AND "
      "datname = current_database()");
  const auto view = tokens::take_lease(*connection, keys, merchant.id,
                                       LeaseRequest{1, "a", 20s, std::nullopt, std::nullopt});
  CHECK(view.error().code == base::Code::database_unavailable);
  CHECK(connection->broken());
}

TEST_CASE_FIXTURE(Fixture, "a database clock that was set back holds nobody up") {
  lease("a");
  set("lease_until = lease_until + interval '3 h', forced_at = now() + interval '3 h'");
  CHECK(lease("b", 1, 60s).taken);
  CHECK(column("lease_until < now() + interval '25 s' AND forced_at <= clock_timestamp()") == "t");
  CHECK(lease("c").held);
}

}  // namespace token_lease_test
