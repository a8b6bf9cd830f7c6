// A real database with the project's schema, used as the gateway's own role.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

#include "db/transaction.hpp"
#include "support/fake_random.hpp"
#include "support/postgres.hpp"
#include "tenancy/tenancy_store.hpp"

namespace support {

inline std::unique_ptr<db::Connection> open_database(const std::string& url) {
  db::ConnectOptions options;
  options.url = base::Secret(std::string_view(url));
  options.application_name = "unit tests";
  auto connection = db::Connection::open(options);
  if (!connection) throw std::runtime_error(connection.error().detail + " " + connection.error().cause);
  return std::move(*connection);
}

inline tenancy::MerchantState merchant_state(std::string name = "Tea House") {
  tenancy::MerchantState state;
  state.nick_name = std::move(name);
  state.principal_name = "Tea Ltd";
  state.user_name = "gh_eb5e3a772040";
  state.service_type = 2;
  state.verify_type = 0;
  state.account_status = 1;
  state.permission_sets = {1, 46};
  return state;
}

inline tenancy::KeySettings key_settings() {
  tenancy::KeySettings settings;
  settings.name = "till";
  return settings;
}

// One database for all test cases; each begins with it empty.
struct TenancyDatabase {
  TenancyDatabase() {
    ask("DELETE FROM audit_outbox; DELETE FROM platform; DELETE FROM authorization_code; DELETE FROM "
        "consent_begun; DELETE FROM turned_away; DELETE FROM invitation; DELETE FROM ticket_request; DELETE "
        "FROM webhook_delivery; UPDATE webhook SET enabled = "
        "false; DELETE FROM merchant_token; DELETE FROM api_key; "
        "DELETE FROM merchant;"
        "UPDATE change_counter SET value = 0");
  }

  const MigratedDatabase& database = shared_database();
  std::unique_ptr<db::Connection> connection = open_database(database.app_url);
  FakeRandom random;

  static const MigratedDatabase& shared_database() {
    static const MigratedDatabase shared = Postgres::instance().create_migrated_database();
    return shared;
  }

  // Runs a change in a transaction of its own and gives its result, a failure included.
  template <class F>
  auto run(F change) {
    return db::in_transaction(*connection, change);
  }
  // The same for what must succeed.
  template <class F>
  auto done(F change) {
    auto result = run(change);
    INFO((result ? std::string() : result.error().detail + " " + result.error().cause));
    REQUIRE(result);
    return *std::move(result);
  }

  tenancy::Merchant import(std::string appid = "wx0000000000000001",
                           tenancy::MerchantState told = merchant_state()) {
    return done([&](db::Transaction& tx) { return tenancy::upsert_authorized(tx, appid, told); });
  }
  tenancy::ApiKey insert(int merchant, const tenancy::KeySettings& wanted = key_settings()) {
    const auto made = tenancy::make_api_key(random);
    return done([&](db::Transaction& tx) {
      return tenancy::insert_key(tx, merchant, wanted, made.key_id, made.hash, "root");
    });
  }
  base::Result<> change(std::function<base::Result<>(db::Transaction&)> work) { return run(work); }
  std::int64_t counter() { return std::stoll(ask("SELECT value FROM change_counter")); }
  std::string ask(const std::string& text) { return sql(database.admin_url, text); }
};

}  // namespace support
