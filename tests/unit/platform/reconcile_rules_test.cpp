#include "platform/reconcile_rules.hpp"

#include <doctest/doctest.h>

namespace reconcile_rules_test {

using namespace std::chrono_literals;
using platform::KnownMerchant;
using platform::Listing;
using platform::ReconcileStep;

base::Secret secret(std::string_view text) { return base::Secret(text); }

KnownMerchant healthy(int id, std::string appid, std::string_view refresh) {
  return {id, std::move(appid), true, 1, true, false, secret(refresh)};
}

Listing listing(std::initializer_list<std::pair<std::string, std::string_view>> listed) {
  Listing all;
  for (const auto& [appid, refresh] : listed) {
    all.emplace(appid, secret(refresh));
  }
  return all;
}

TEST_CASE("what agrees is left alone") {
  const auto tasks =
      platform::plan_reconciliation({healthy(1, "wxa", "r1")}, listing({{"wxa", "r1"}}), false);
  CHECK(tasks.empty());
}

TEST_CASE("a working refresh token that differs is doubted by a rebuild only") {
  const std::vector known{healthy(1, "wxa", "r1")};
  const auto list = listing({{"wxa", "r2"}});
  CHECK(platform::plan_reconciliation(known, list, false).empty());
  const auto tasks = platform::plan_reconciliation(known, list, true);
  REQUIRE(tasks.size() == 1);
  CHECK(tasks[0].step == ReconcileStep::repair);
  CHECK(platform::plan_reconciliation(known, listing({{"wxa", ""}}), true).empty());
}

TEST_CASE("who is listed and unknown or left is brought in") {
  auto left = healthy(7, "wxb", "r1");
  left.authorized = false;
  const auto tasks =
      platform::plan_reconciliation({left}, listing({{"wxc", "r3"}, {"wxb", "r2"}, {"wxa", ""}}), false);
  REQUIRE(tasks.size() == 3);
  CHECK(tasks[0].appid == "wxa");
  CHECK(tasks[0].merchant == 0);
  CHECK(tasks[1].appid == "wxb");
  CHECK(tasks[1].merchant == 7);
  for (const auto& task : tasks) {
    CHECK(task.step == ReconcileStep::bring_in);
  }
}

TEST_CASE("who was turned away is not brought in whether it was a merchant or not") {
  auto left = healthy(7, "wxb", "r1");
  left.authorized = false;
  left.turned_away = true;
  KnownMerchant stranger;
  stranger.appid = "wxc";
  stranger.turned_away = true;
  const auto list = listing({{"wxc", "r3"}, {"wxb", "r2"}});
  CHECK(platform::plan_reconciliation({left, stranger}, list, false).empty());
  left.authorized = true;  // it came in by another way
  CHECK(platform::plan_reconciliation({left}, listing({}), false).size() == 1);
}

TEST_CASE("a merchant without a refresh token that works is repaired") {
  auto lost = healthy(1, "wxa", "r1");
  lost.needs_reauthorization = true;
  KnownMerchant bare{2, "wxb", true, 1, false, false, {}};
  auto sealed = healthy(3, "wxc", "");  // no master key opens it
  const auto list = listing({{"wxa", "r1"}, {"wxb", "r2"}, {"wxc", "r3"}});
  CHECK(platform::plan_reconciliation({lost, bare, sealed}, list, false).size() == 2);
  const auto tasks = platform::plan_reconciliation({lost, bare, sealed}, list, true);
  REQUIRE(tasks.size() == 3);
  CHECK(tasks[2].step == ReconcileStep::repair);
}

TEST_CASE("who is not listed is looked for twice") {
  auto left = healthy(2, "wxb", "r1");
  left.authorized = false;
  auto tasks = platform::plan_reconciliation({healthy(1, "wxa", "r1"), left, healthy(3, "wxc", "r1")},
                                             Listing(), false);
  REQUIRE(tasks.size() == 2);
  CHECK(tasks[0].step == ReconcileStep::look_again);
  platform::drop_listed(tasks, listing({{"wxa", "r1"}}));
  REQUIRE(tasks.size() == 1);
  CHECK(tasks[0].appid == "wxc");
}

TEST_CASE("the accounts of the publish check are no merchants") {
  CHECK(platform::plan_reconciliation({}, listing({{"wx570bc396a51b8ff8", "r"}}), false).empty());
}

TEST_CASE("re-reading is spread over the time") {
  CHECK(platform::reread_share(0, 7 * 24h, 60) == 0);
  CHECK(platform::reread_share(1, 7 * 24h, 60) == 1);
  CHECK(platform::reread_share(9'072, 7 * 24h, 60) == 1);
  CHECK(platform::reread_share(9'073, 7 * 24h, 60) == 2);
  CHECK(platform::reread_share(100'000, 7 * 24h, 60) == 12);
  CHECK(platform::reread_share(10'000'000, 7 * 24h, 60) == 60);
  CHECK(platform::reread_share(5, 0s, 60) == 0);
}

}  // namespace reconcile_rules_test
