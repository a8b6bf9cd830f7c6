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

TEST_CASE("counts and days that have records outlive the migrations that change their indexes") {
  support::Postgres::instance().create_migrated_database();  // and the roles
  const auto url = support::Postgres::instance().create_database();
  auto migrations = db::read_migrations(std::filesystem::path(GATEWAY_SOURCE_DIR) / "migrations");
  REQUIRE(migrations);
  const std::vector<db::Migration> before(migrations->begin(), migrations->begin() + 15);
  REQUIRE(db::migrate(*open(url), before));
  support::sql(
      url,
      "INSERT INTO audit_count SELECT w, -1, '2026-01-01', 1, 1, w FROM unnest('{1,60,360}'::int[]) w;"
      "INSERT INTO audit_record (stream, time, day, seq, kind, line) "
      "SELECT 1, now(), (now() AT TIME ZONE 'UTC')::date, 0, 5, '{}'");
  const auto partition = [&url](int ahead) {
    return support::sql(url, "SELECT 'audit_record_' || to_char((now() AT TIME ZONE 'UTC')::date + " +
                                 std::to_string(ahead) + ", 'YYYYMMDD')");
  };
  const auto fine = [&url](const std::string& name) {
    return support::sql(url, "SELECT to_regclass('" + name + "_summary')::text IS NOT NULL");
  };
  const auto migrated = db::migrate(*open(url), *migrations);
  if (!migrated) FAIL(migrated.error().detail);
  CHECK(support::sql(url, "SELECT sum(count) || ' ' || count(*) FROM audit_count") == "421 3");
  CHECK(support::sql(url, "SELECT count(*) FROM audit_record") == "1");
  CHECK(fine(partition(0)) == "f");
  CHECK(fine(partition(1)) == "t");
  CHECK(fine(partition(7)) == "t");
  CHECK(support::sql(url, "SELECT count(*) FROM pg_inherits WHERE inhparent = 'audit_record'::regclass") ==
        "8");
}
