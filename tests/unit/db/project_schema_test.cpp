#include "migration_folder.hpp"
#include "session.hpp"

TEST_CASE("the migrations of the project apply and its application role is accepted") {
  auto& postgres = support::Postgres::instance();
  const auto database = postgres.create_migrated_database();
  const auto migrations = db::read_migrations(std::filesystem::path(GATEWAY_SOURCE_DIR) / "migrations");
  REQUIRE(migrations);
  const auto as_app = db::check_database(*open(database.app_url), *migrations);
  if (!as_app) FAIL(as_app.error().detail);
  CHECK_FALSE(db::check_database(*open(database.owner_url), *migrations));
  CHECK_FALSE(db::check_database(*open(database.admin_url), *migrations));
  CHECK(query(*open(database.auditor_url), "SELECT session_user") == "marketcode_auditor");

  const auto again = postgres.create_migrated_database();
  CHECK(again.name != database.name);
}
