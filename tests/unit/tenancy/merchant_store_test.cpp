#include <doctest/doctest.h>

#include "support/tenancy_database.hpp"

namespace merchant_store_test {

using Store = support::TenancyDatabase;
using tenancy::Merchant;

TEST_CASE_FIXTURE(Store, "an imported merchant is authorised and keeps what WeChat told") {
  const auto merchant = import();
  CHECK(merchant.id > 0);
  CHECK(merchant.appid == "wx0000000000000001");
  CHECK(merchant.nick_name == "Tea House");
  CHECK(merchant.principal_name == "Tea Ltd");
  CHECK(merchant.service_type == 2);
  CHECK(merchant.account_status == 1);
  CHECK_FALSE(merchant.mini_program);
  CHECK(merchant.permission_sets == std::vector<int>{1, 46});
  CHECK(merchant.authorized);
  CHECK(merchant.authorization_version == 1);
  CHECK_FALSE(merchant.suspended_at);
  CHECK(merchant.state_read_at);
  CHECK(merchant.stamp == counter());
  CHECK(ask("SELECT user_name || ' ' || verify_type FROM merchant") == "gh_eb5e3a772040 0");

  const auto found =
      done([](db::Transaction& tx) { return tenancy::find_merchant(tx, "wx0000000000000001"); });
  CHECK(found.id == merchant.id);
  CHECK(found.state_read_at == merchant.state_read_at);
}

TEST_CASE_FIXTURE(Store,
                  "an authorisation of a known merchant is the next version and keeps its suspension") {
  const auto first = import();
  REQUIRE(change([&](auto& tx) { return tenancy::set_authorized(tx, first.id, false); }));
  REQUIRE(change([&](auto& tx) { return tenancy::set_suspended(tx, first.id, true, "unpaid"); }));
  auto told = support::merchant_state("Coffee House");
  told.permission_sets = {};
  told.service_type.reset();
  told.mini_program = true;
  const auto again = import("wx0000000000000001", told);
  CHECK(again.id == first.id);
  CHECK(again.authorized);
  CHECK(again.authorization_version == 2);
  CHECK(again.nick_name == "Coffee House");
  CHECK(again.permission_sets.empty());
  CHECK_FALSE(again.service_type);
  CHECK(again.mini_program);
  CHECK(again.suspended_at);
  CHECK(again.stamp > first.stamp);
  CHECK(ask("SELECT unauthorized_at IS NULL FROM merchant") == "t");
}

TEST_CASE_FIXTURE(Store, "text travels as it is") {
  const auto merchant = import("wx-a_b", support::merchant_state("茶馆 'quoted' \"twice\" \\ {1,2}"));
  CHECK(merchant.nick_name == "茶馆 'quoted' \"twice\" \\ {1,2}");
}

TEST_CASE_FIXTURE(Store, "what WeChat tells anew replaces what it told before") {
  const auto before = import();
  auto told = support::merchant_state("Renamed");
  told.permission_sets = {46};
  told.service_type = 0;
  REQUIRE(change([&](auto& tx) { return tenancy::store_state(tx, before.id, told); }));
  const auto after = done([&](db::Transaction& tx) { return tenancy::find_merchant(tx, before.id); });
  CHECK(after.nick_name == "Renamed");
  CHECK(after.permission_sets == std::vector<int>{46});
  CHECK(after.service_type == 0);
  CHECK(after.authorization_version == 1);
  CHECK(*after.state_read_at > *before.state_read_at);
  CHECK(after.stamp > before.stamp);
}

TEST_CASE_FIXTURE(Store, "a merchant leaves and is there after all") {
  const auto merchant = import();
  const auto now = [&] {
    return done([&](db::Transaction& tx) { return tenancy::find_merchant(tx, merchant.id); });
  };
  REQUIRE(change([&](auto& tx) { return tenancy::set_authorized(tx, merchant.id, false); }));
  CHECK_FALSE(now().authorized);
  CHECK(ask("SELECT unauthorized_at IS NOT NULL FROM merchant") == "t");
  const auto stamp = now().stamp;
  REQUIRE(change([&](auto& tx) { return tenancy::set_authorized(tx, merchant.id, false); }));
  CHECK(now().stamp == stamp);  // nothing changed, nobody needs to look
  REQUIRE(change([&](auto& tx) { return tenancy::set_authorized(tx, merchant.id, true); }));
  CHECK(now().authorized);
  CHECK(now().authorization_version == 1);
  CHECK(ask("SELECT unauthorized_at IS NULL FROM merchant") == "t");
}

TEST_CASE_FIXTURE(Store, "suspending and resuming each only once") {
  const auto merchant = import();
  const auto suspend = [&](bool suspended) {
    return change([&](auto& tx) { return tenancy::set_suspended(tx, merchant.id, suspended, "unpaid"); });
  };
  CHECK(suspend(false).error().code == base::Code::conflict);
  REQUIRE(suspend(true));
  CHECK(ask("SELECT suspended_reason FROM merchant WHERE suspended_at IS NOT NULL") == "unpaid");
  const auto stamp = counter();
  CHECK(suspend(true).error().code == base::Code::conflict);
  CHECK(counter() == stamp);
  REQUIRE(suspend(false));
  CHECK(ask("SELECT suspended_at IS NULL AND suspended_reason IS NULL FROM merchant") == "t");
}

TEST_CASE_FIXTURE(Store, "a merchant that does not exist is not found by anything") {
  using base::Code;
  CHECK(change([](auto& tx) { return tenancy::store_state(tx, 99, {}); }).error().code == Code::not_found);
  CHECK(change([](auto& tx) { return tenancy::set_authorized(tx, 99, true); }).error().code ==
        Code::not_found);
  CHECK(change([](auto& tx) { return tenancy::set_suspended(tx, 99, true, ""); }).error().code ==
        Code::not_found);
  const auto by_id = run([](db::Transaction& tx) { return tenancy::find_merchant(tx, 99); });
  CHECK(by_id.error().code == Code::not_found);
  const auto by_appid = run([](db::Transaction& tx) { return tenancy::find_merchant(tx, "wx99"); });
  CHECK(by_appid.error().code == Code::not_found);
  CHECK(by_appid.error().detail == "there is no merchant wx99");
}

TEST_CASE_FIXTURE(Store, "merchants are listed in the order they came") {
  import("wx-c");
  import("wx-a");
  import("wx-b");
  import("wx-a");
  const auto merchants = done(
      [](db::Transaction& tx) -> base::Result<std::vector<Merchant>> { return tenancy::list_merchants(tx); });
  REQUIRE(merchants.size() == 3);
  CHECK(merchants[0].appid == "wx-c");
  CHECK(merchants[1].appid == "wx-a");
  CHECK(merchants[2].appid == "wx-b");
}

}  // namespace merchant_store_test
