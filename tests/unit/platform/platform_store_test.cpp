#include "platform/platform_store.hpp"

#include <doctest/doctest.h>

#include "platform/rows.hpp"
#include "support/platform_database.hpp"

namespace platform_store_test {

using namespace std::chrono_literals;
using base::Code;
using tokens::LeaseRequest;
using tokens::StoreView;

struct Fixture : support::PlatformDatabase {
  base::Result<tokens::LeaseView> take(const std::string& owner, std::int64_t generation = 0,
                                       std::optional<std::chrono::milliseconds> forced = std::nullopt,
                                       std::optional<int> failures = std::nullopt) {
    return platform::take_platform_lease(*connection, keys, component_appid,
                                         LeaseRequest{generation, owner, 20s, failures, forced});
  }
  StoreView store(const std::string& owner, std::int64_t generation, std::string_view token,
                  base::Micros asked_ago = 0s) {
    const tokens::SealedTokens sealed{keys.seal(token, platform::token_row, random), "", 2h};
    auto view = platform::store_component_token(*connection, generation, owner, sealed, asked_ago);
    REQUIRE(view);
    return std::move(*view);
  }
};

TEST_CASE_FIXTURE(Fixture, "platform row - without a row there is nothing to read and no ticket") {
  const auto row = platform::read_platform(*connection, 0);
  REQUIRE(row);
  CHECK_FALSE(*row);
  const auto view = take("a");
  CHECK(view.error().code == Code::token_unavailable);
  CHECK(view.error().detail == "WeChat has sent no component_verify_ticket yet");
}

TEST_CASE_FIXTURE(Fixture, "platform row - a lease brings the ticket to one process at a time") {
  set_ticket("ticket@@@1");
  const auto before = counter();
  const auto first = take("a");
  REQUIRE(first);
  CHECK(first->taken);
  CHECK(first->secret.reveal() == "ticket@@@1");
  const auto second = take("b");
  REQUIRE(second);
  CHECK_FALSE(second->taken);
  CHECK(second->held);
  set("lease_until = clock_timestamp() - interval '1 ms'");
  CHECK(take("b")->taken);
  CHECK(counter() == before);
}

TEST_CASE_FIXTURE(Fixture, "platform row - a ticket lives twelve hours by the database s clock") {
  set_ticket("ticket@@@1");
  set("ticket_received_at = clock_timestamp() - interval '11 hours 59 minutes'");
  CHECK(take("a")->taken);
  set("ticket_received_at = clock_timestamp() - interval '12 hours'");
  const auto view = take("a");
  CHECK(view.error().code == Code::token_unavailable);
  CHECK(view.error().cause == "ticket expired");
  set_ticket("ticket@@@2");
  CHECK(take("a")->secret.reveal() == "ticket@@@2");
}

TEST_CASE_FIXTURE(Fixture, "platform row - another platform s row or one that no key opens gives no lease") {
  set_ticket("ticket@@@1");
  const auto strange = platform::take_platform_lease(*connection, keys, "wxother",
                                                     LeaseRequest{0, "a", 20s, std::nullopt, std::nullopt});
  CHECK(strange.error().code == Code::token_unavailable);
  CHECK(strange.error().detail == "the database belongs to another platform");
  const auto closed = platform::take_platform_lease(*connection, support::key_ring(99), component_appid,
                                                    LeaseRequest{0, "a", 20s, std::nullopt, std::nullopt});
  CHECK(closed.error().code == Code::token_unavailable);
  CHECK(column("lease_owner IS NULL") == "t");
}

TEST_CASE_FIXTURE(Fixture, "platform row - a token is stored by compare-and-set and read back") {
  set_ticket("ticket@@@1");
  REQUIRE(take("a"));
  const auto before = counter();
  const auto view = store("a", 0, "component-1", 5s);
  CHECK(view.fate == StoreView::Fate::stored);
  CHECK(view.state.generation == 1);
  CHECK(tokens::lifetime(view.state) == 2h);
  CHECK(counter() == before + 1);
  CHECK(column("lease_owner IS NULL AND token_expires_at < now() + interval '7196 s'") == "t");
  CHECK(store("a", 0, "late").fate == StoreView::Fate::newer);

  const auto row = platform::read_platform(*connection, before);
  REQUIRE(row);
  REQUIRE(*row);
  CHECK((*row)->component_appid == component_appid);
  CHECK((*row)->ticket_received_at);
  CHECK((*row)->token.generation == 1);
  CHECK(keys.open((*row)->token.access_envelope, platform::token_row)->reveal() == "component-1");
  CHECK_FALSE(*platform::read_platform(*connection, counter()));
}

TEST_CASE_FIXTURE(Fixture, "platform row - nobody stores while another process asks WeChat") {
  set_ticket("ticket@@@1");
  REQUIRE(take("a"));
  set("lease_until = clock_timestamp() - interval '1 ms'");
  REQUIRE(take("b"));
  CHECK(store("a", 0, "from-a").fate == StoreView::Fate::leased);
  CHECK(store("b", 0, "from-b").fate == StoreView::Fate::stored);
}

TEST_CASE_FIXTURE(Fixture, "platform row - a young token is not renewed by force") {
  set_ticket("ticket@@@1");
  REQUIRE(take("a"));
  store("a", 0, "component-1");
  const auto view = take("a", 1, 60s);
  REQUIRE(view);
  CHECK_FALSE(view->taken);
  REQUIRE(view->since_forced);
  CHECK(*view->since_forced < 30s);
  set("token_refreshed_at = token_refreshed_at - interval '60 s'");
  CHECK(take("a", 1, 60s)->taken);
}

TEST_CASE_FIXTURE(Fixture, "platform row - failures are counted leases given back") {
  set_ticket("ticket@@@1");
  REQUIRE(take("a"));
  auto state = platform::end_platform_lease(*connection, "a", tokens::FailureNote{61006, false});
  REQUIRE(state);
  CHECK(state->failures == 1);
  CHECK(state->last_errcode == 61006);
  CHECK(column("lease_owner IS NULL") == "t");
  CHECK_FALSE(take("b", 0, std::nullopt, 0)->taken);  // it waited, and saw the failure
  REQUIRE(take("b", 0, std::nullopt, 1)->taken);
  const auto before = counter();
  CHECK(platform::end_platform_lease(*connection, "a", std::nullopt)->failures == 1);
  CHECK(column("lease_owner") == "b");
  CHECK(platform::end_platform_lease(*connection, "b", std::nullopt)->failures == 1);
  CHECK(column("lease_owner IS NULL") == "t");
  CHECK(counter() == before);
}

}  // namespace platform_store_test
