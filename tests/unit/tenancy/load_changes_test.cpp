#include <atomic>
#include <thread>

#include <doctest/doctest.h>

#include "base/log.hpp"
#include "db/change_feed.hpp"
#include "support/tenancy_database.hpp"

namespace load_changes_test {

using Store = support::TenancyDatabase;
using tenancy::Directory;

using namespace std::chrono_literals;

void load(db::Connection& connection, std::int64_t since, Directory& directory) {
  const auto loaded = tenancy::load_changes(connection, since, directory);
  INFO((loaded ? std::string() : loaded.error().detail + " " + loaded.error().cause));
  REQUIRE(loaded);
}

TEST_CASE_FIXTURE(Store, "the first load brings everything and the next ones what is newer") {
  const auto merchant = import();
  const auto key = insert(merchant.id);
  Directory directory;
  load(*connection, 0, directory);
  CHECK(directory.merchants() == 1);
  REQUIRE(directory.key(key.key_id));
  CHECK(directory.key(key.key_id)->key.hash == key.hash);
  CHECK(directory.merchant("wx0000000000000001")->stamp == merchant.stamp);

  const auto seen = counter();
  const auto second = import("wx-b");
  done([&](db::Transaction& tx) { return tenancy::revoke_key(tx, key.key_id, "root"); });
  Directory newer;
  load(*connection, seen, newer);
  CHECK(newer.merchants() == 1);
  CHECK(newer.merchant(second.id));
  CHECK(newer.keys() == 1);
  load(*connection, seen, directory);
  CHECK(directory.merchants() == 2);
  CHECK(directory.key(key.key_id)->key.revoked_at);

  Directory none;
  load(*connection, counter(), none);
  CHECK(none.merchants() + none.keys() == 0);
}

TEST_CASE_FIXTURE(Store, "a database that was restored is believed") {
  const auto merchant = import();
  const auto key = insert(merchant.id);
  const auto lost = insert(merchant.id);
  Directory directory;
  load(*connection, 0, directory);
  ask("DELETE FROM api_key WHERE key_id = '" + lost.key_id + "';" +
      "UPDATE merchant SET stamp = 1, nick_name = 'as it was'; UPDATE api_key SET stamp = 1;"
      "UPDATE change_counter SET value = 1");
  load(*connection, 0, directory);
  CHECK(directory.merchant(merchant.id)->nick_name == "as it was");
  CHECK(directory.key(key.key_id));
  CHECK_FALSE(directory.key(lost.key_id));
}

TEST_CASE_FIXTURE(Store, "an address range that is none admits nobody") {
  const auto key = insert(import().id);
  ask("UPDATE api_key SET addresses = '{\"anything, really\"}'");
  Directory directory;
  load(*connection, 0, directory);
  const auto entry = directory.key(key.key_id);
  REQUIRE(entry);
  CHECK_FALSE(entry->key.addresses.empty());
  CHECK_FALSE(base::contains(entry->key.addresses, base::parse_address("198.51.100.7").value()));
}

TEST_CASE_FIXTURE(Store, "many rows are loaded in one pass") {
  support::sql(
      database.app_url,
      "INSERT INTO merchant (appid, authorized, permission_sets, state_read_at, stamp)"
      " SELECT 'wx' || n, true, '{1,46}', now(), n FROM generate_series(1, 5000) n;"
      "INSERT INTO api_key (key_id, merchant, name, hash, addresses, rate, burst, created_by, stamp)"
      " SELECT lpad(n::text, 12, '0'), id, 'k', sha256(n::text::bytea), '{10.0.0.0/8}', 50, 100, 'root', n"
      " FROM generate_series(1, 5000) n JOIN merchant ON appid = 'wx' || n");
  Directory directory;
  load(*connection, 0, directory);
  CHECK(directory.merchants() == 5'000);
  CHECK(directory.keys() == 5'000);
  const auto key = directory.key("000000004711");
  REQUIRE(key);
  CHECK(directory.merchant(key->key.merchant)->appid == "wx4711");
}

TEST_CASE_FIXTURE(Store, "a stamp becomes visible only when all below it are") {
  const auto other = support::open_database(database.app_url);
  std::optional<db::Transaction> open;
  open.emplace(*connection);
  const auto first = tenancy::upsert_authorized(*open, "wx-first", support::merchant_state());
  REQUIRE(first);

  std::atomic<bool> finished{false};
  std::jthread second([&] {
    const auto stored = db::in_transaction(*other, [](db::Transaction& tx) {
      return tenancy::upsert_authorized(tx, "wx-second", support::merchant_state());
    });
    CHECK(stored);
    finished = true;
  });
  // The second change waits in the database for the first one's fate.
  while (ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") != "1" && !finished) {
    std::this_thread::yield();
  }
  CHECK_FALSE(finished);

  const auto reader = support::open_database(database.app_url);
  Directory directory;
  load(*reader, 0, directory);
  CHECK(directory.merchants() == 0);
  open->commit();
  open.reset();
  second.join();
  load(*reader, 0, directory);
  CHECK(directory.merchant("wx-first")->stamp < directory.merchant("wx-second")->stamp);
}

TEST_CASE_FIXTURE(Store, "changes made on two connections are all seen by a reader that asks by stamp") {
  constexpr int each = 60;
  std::atomic<int> writing{2};
  const auto write = [&](const std::string& name) {
    const auto session = support::open_database(database.app_url);
    for (int i = 0; i < each; ++i) {
      const auto appid = "wx-" + name + std::to_string(i);
      const auto stored = db::in_transaction(*session, [&](db::Transaction& tx) {
        return tenancy::upsert_authorized(tx, appid, support::merchant_state());
      });
      CHECK(stored);
    }
    --writing;
  };
  Directory directory;
  {
    std::jthread one(write, "one");
    std::jthread two(write, "two");
    std::int64_t seen = 0;
    bool last = false;
    while (!last) {
      last = writing == 0;
      const auto next = counter();
      load(*connection, seen, directory);
      seen = next;
    }
  }
  CHECK(counter() == 2 * each);
  CHECK(directory.merchants() == 2 * each);
}

TEST_CASE_FIXTURE(Store, "the change feed carries a revocation into the directory") {
  const auto key = insert(import().id);
  Directory directory;
  base::SystemClock clock;
  base::Log log(base::LogLevel::error, base::LogFormat::text);
  db::ConnectOptions options;
  options.url = base::Secret(std::string_view(database.app_url));
  db::ChangeFeed feed(options, {[&](db::Connection& session, std::int64_t since) {
                        return tenancy::load_changes(session, since, directory);
                      }},
                      clock, log);
  REQUIRE(feed.load());
  REQUIRE(directory.key(key.key_id));
  CHECK_FALSE(directory.key(key.key_id)->key.revoked_at);

  done([&](db::Transaction& tx) { return tenancy::revoke_key(tx, key.key_id, "root"); });
  const auto limit = clock.steady() + 2s;
  while (!directory.key(key.key_id)->key.revoked_at && clock.steady() < limit)
    std::this_thread::yield();
  CHECK(directory.key(key.key_id)->key.revoked_at);
}

}  // namespace load_changes_test
