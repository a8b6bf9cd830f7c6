#include <doctest/doctest.h>

#include "support/tenancy_database.hpp"

namespace key_store_test {

using Store = support::TenancyDatabase;
using tenancy::ApiKey;

using namespace std::chrono_literals;

std::vector<std::string> texts(const std::vector<base::Cidr>& ranges) {
  std::vector<std::string> texts;
  for (const auto& range : ranges)
    texts.push_back(range.text());
  return texts;
}

TEST_CASE_FIXTURE(Store, "a key comes back as it was stored") {
  const auto merchant = import();
  const auto made = tenancy::make_api_key(random);
  tenancy::KeySettings wanted;
  wanted.name = "收银 \"till\" 1";
  wanted.addresses = {"10.0.0.0/8", "2001:db8::/32", "192.0.2.1"};
  wanted.rate = 0.1;
  wanted.burst = 7;
  wanted.allow_in_url = true;
  wanted.expires_at = base::WallTime(1'900'000'000'123'456us);
  const auto key = done([&](db::Transaction& tx) {
    return tenancy::insert_key(tx, merchant.id, wanted, made.key_id, made.hash, "root");
  });
  CHECK(key.id > 0);
  CHECK(key.key_id == made.key_id);
  CHECK(key.merchant == merchant.id);
  CHECK(key.name == wanted.name);
  CHECK(key.hash == made.hash);
  CHECK(texts(key.addresses) == std::vector<std::string>{"10.0.0.0/8", "2001:db8::/32", "192.0.2.1/32"});
  CHECK(key.rate == 0.1);
  CHECK(key.burst == 7);
  CHECK(key.allow_in_url);
  CHECK(key.expires_at == wanted.expires_at);
  CHECK(key.created_by == "root");
  CHECK_FALSE(key.last_used_at);
  CHECK_FALSE(key.revoked_at);
  CHECK(key.stamp == counter());
  CHECK(tenancy::matches(made.text.reveal(), key.hash));
  CHECK(ask("SELECT count(*) FROM api_key k WHERE k::text LIKE '%" +
            std::string(made.text.reveal().substr(16)) + "%'") == "0");
}

TEST_CASE_FIXTURE(Store, "a key without limits of address or time") {
  const auto key = insert(import().id);
  CHECK(key.addresses.empty());
  CHECK_FALSE(key.expires_at);
  CHECK_FALSE(key.allow_in_url);
  CHECK(key.rate == 50);
  CHECK(key.burst == 100);
}

TEST_CASE_FIXTURE(Store, "a key of no merchant is refused and changes nothing") {
  const auto made = tenancy::make_api_key(random);
  const auto before = counter();
  const auto key = run([&](db::Transaction& tx) {
    return tenancy::insert_key(tx, 99, support::key_settings(), made.key_id, made.hash, "root");
  });
  CHECK(key.error().code == base::Code::not_found);
  CHECK(counter() == before);
}

TEST_CASE_FIXTURE(Store, "the same public id twice exists already") {
  const auto key = insert(import().id);
  const auto twin = run([&](db::Transaction& tx) {
    return tenancy::insert_key(tx, key.merchant, support::key_settings(), key.key_id, key.hash, "root");
  });
  CHECK(twin.error().code == base::Code::already_exists);
}

TEST_CASE_FIXTURE(Store, "keys are listed of one merchant or of all") {
  const auto first = import("wx-a").id;
  const auto second = import("wx-b").id;
  const std::vector<int> ids{insert(first).id, insert(second).id, insert(first).id};
  const auto list = [&](std::optional<int> merchant) {
    std::vector<int> listed;
    const auto keys = done([&](db::Transaction& tx) -> base::Result<std::vector<ApiKey>> {
      return tenancy::list_keys(tx, merchant);
    });
    for (const auto& key : keys)
      listed.push_back(key.id);
    return listed;
  };
  CHECK(list({}) == ids);
  CHECK(list(first) == std::vector<int>{ids[0], ids[2]});
  CHECK(list(99).empty());
}

TEST_CASE_FIXTURE(Store, "a key is revoked once") {
  const auto key = insert(import().id);
  const auto revoke = [&](std::string_view id) {
    return run([&](db::Transaction& tx) { return tenancy::revoke_key(tx, id, "alice"); });
  };
  const auto revoked = revoke(key.key_id);
  REQUIRE(revoked);
  CHECK(revoked->revoked_at);
  CHECK(revoked->stamp > key.stamp);
  CHECK(ask("SELECT revoked_by FROM api_key") == "alice");
  const auto stamp = counter();
  CHECK(revoke(key.key_id).error().code == base::Code::conflict);
  CHECK(revoke("000000000000").error().code == base::Code::not_found);
  CHECK(counter() == stamp);
}

TEST_CASE_FIXTURE(Store, "last uses move forward only and stamp nothing") {
  const auto merchant = import().id;
  const auto first = insert(merchant);
  const auto second = insert(merchant);
  const auto third = insert(merchant);
  const auto before = counter();
  const base::WallTime earlier(1'800'000'000'000'001us);
  const base::WallTime later(1'800'000'000'000'002us);
  const auto store = [&](std::vector<std::pair<int, base::WallTime>> used) {
    REQUIRE(change([&](auto& tx) { return tenancy::store_last_used(tx, used); }));
  };
  store({{second.id, later}, {first.id, earlier}, {99, later}});
  store({{second.id, earlier}, {first.id, later}});
  store({});
  const auto keys = done(
      [](db::Transaction& tx) -> base::Result<std::vector<ApiKey>> { return tenancy::list_keys(tx, {}); });
  REQUIRE(keys.size() == 3);
  CHECK(keys[0].last_used_at == later);
  CHECK(keys[1].last_used_at == later);
  CHECK_FALSE(keys[2].last_used_at);
  CHECK(keys[2].id == third.id);
  CHECK(counter() == before);
}

}  // namespace key_store_test
