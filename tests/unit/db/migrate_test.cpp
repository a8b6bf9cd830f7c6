#include "db/migrate.hpp"

#include <thread>

#include "migration_folder.hpp"
#include "session.hpp"

namespace migrate_test {

using base::Code;

void put_two(MigrationFolder& folder) {
  folder.put("0001_schema.sql", "CREATE TABLE a (x int); CREATE TABLE b (x int);\n");
  folder.put("0002_more.sql", "INSERT INTO a VALUES (1);\n");
}

std::string complaint(const MigrationFolder& folder) {
  const auto migrations = db::read_migrations(folder.path());
  REQUIRE_FALSE(migrations);
  CHECK(migrations.error().code == Code::config_invalid);
  return migrations.error().detail.substr(folder.path().string().size());
}

TEST_CASE("migrations are read in order with their checksums") {
  MigrationFolder folder;
  put_two(folder);
  folder.put("README.md", "not a migration");
  const auto migrations = folder.read();
  REQUIRE(migrations.size() == 2);
  CHECK(migrations[0].number == 1);
  CHECK(migrations[0].name == "0001_schema.sql");
  CHECK(migrations[1].number == 2);
  CHECK(migrations[1].sql == "INSERT INTO a VALUES (1);\n");
  CHECK(migrations[1].checksum == "f7e345f2f261d2576bd104e277edc1cd9dcd4df65a26d3f083b00288c94da6d5");
}

TEST_CASE("a folder that is not in order is refused") {
  MigrationFolder folder;
  put_two(folder);
  folder.put("0004_late.sql", "");
  CHECK(complaint(folder) == ": migration 3 is missing");
  folder.remove("0004_late.sql").put("0002_again.sql", "");
  CHECK(complaint(folder) == ": the number of 0002_more.sql stands twice");
  folder.remove("0002_again.sql");
  for (const char* name :
       {"3_short.sql", "0003.sql", "0003_.sql", "00003_long.sql", "0000_zero.sql", "schema.sql"}) {
    folder.put(name, "");
    CHECK(complaint(folder) == "/" + std::string(name) + ": a migration is named like 0001_schema.sql");
    folder.remove(name);
  }
}

TEST_CASE("a folder that is missing or empty is named") {
  const MigrationFolder folder;
  const auto empty = db::read_migrations(folder.path());
  REQUIRE_FALSE(empty);
  CHECK(empty.error().code == Code::io_failed);
  CHECK(empty.error().detail == folder.path().string() + ": no migrations in it");
  const auto missing = db::read_migrations("/nonexistent");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().detail == "/nonexistent: No such file or directory");
}

TEST_CASE("migrating twice is a no-op and a new file is applied alone") {
  MigrationFolder folder;
  put_two(folder);
  const auto url = support::Postgres::instance().create_database();
  const auto connection = open(url);
  const auto first = db::migrate(*connection, folder.read());
  REQUIRE(first);
  CHECK(first->applied == std::vector<std::string>{"0001_schema.sql", "0002_more.sql"});
  CHECK(first->version == 2);
  const auto second = db::migrate(*connection, folder.read());
  REQUIRE(second);
  CHECK(second->applied.empty());
  CHECK(second->version == 2);
  folder.put("0003_third.sql", "INSERT INTO b VALUES (3)");
  const auto third = db::migrate(*connection, folder.read());
  REQUIRE(third);
  CHECK(third->applied == std::vector<std::string>{"0003_third.sql"});
  CHECK(support::sql(url, "SELECT count(*) || ' ' || (SELECT count(*) FROM b) FROM a") == "1 1");
}

TEST_CASE("a migration that fails leaves nothing of itself and all before it") {
  MigrationFolder folder;
  put_two(folder);
  folder.put("0003_bad.sql", "CREATE TABLE c (x int);\nINSERT INTO missing VALUES (1);");
  const auto url = support::Postgres::instance().create_database();
  const auto connection = open(url);
  const auto failed = db::migrate(*connection, folder.read());
  REQUIRE_FALSE(failed);
  CHECK(failed.error().detail.starts_with(
      "migration 0003_bad.sql failed: 42P01 relation \"missing\" does not exist"));
  CHECK(failed.error().detail.find('\n') == std::string::npos);
  CHECK(support::sql(url, "SELECT max(number) FROM schema_migration") == "2");
  CHECK(support::sql(url, "SELECT to_regclass('c')") == "");

  folder.put("0003_bad.sql", "CREATE TABLE c (x int)");
  CHECK(db::migrate(*connection, folder.read()));  // on the same session: the lock was given back
}

TEST_CASE("a database that disagrees with the files is left alone") {
  MigrationFolder folder;
  put_two(folder);
  const auto connection = open(support::Postgres::instance().create_database());
  REQUIRE(db::migrate(*connection, folder.read()));
  const auto refusal = [&] {
    const auto refused = db::migrate(*connection, folder.read());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::conflict);
    return refused.error().detail;
  };
  folder.put("0001_schema.sql", "CREATE TABLE a (x bigint);");
  CHECK(refusal() == "migration 0001_schema.sql was changed after it was applied");
  put_two(folder);
  folder.remove("0002_more.sql").put("0002_other.sql", "INSERT INTO a VALUES (1);\n");
  CHECK(refusal() == "migration 2 is 0002_other.sql here, but 0002_more.sql was applied");
  folder.remove("0002_other.sql");
  CHECK(refusal() ==
        "the database has migration 0002_more.sql, which this program does not know: it is older than the "
        "database");
  put_two(folder);
  REQUIRE(query(*connection, "DELETE FROM schema_migration WHERE number = 1"));
  CHECK(refusal() == "the database has migration 0002_more.sql but not migration 1");
}

TEST_CASE("another process that migrates is waited for and in the end named") {
  MigrationFolder folder;
  put_two(folder);
  auto options = options_for(support::Postgres::instance().create_database());
  options.lock_timeout = std::chrono::milliseconds(50);
  const auto other = open(options);
  REQUIRE(query(*other, "SELECT pg_advisory_lock(7881706628464272239)"));
  const auto connection = open(options);
  const auto refused = db::migrate(*connection, folder.read());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Code::busy);
  CHECK(refused.error().detail == "another process is migrating this database");
}

TEST_CASE("two processes that migrate at once apply every file once") {
  MigrationFolder folder;
  put_two(folder);
  const auto migrations = folder.read();
  const auto url = support::Postgres::instance().create_database();
  const auto one = open(url);
  const auto two = open(url);
  base::Result<db::MigrationReport> by_two;
  std::thread other([&] { by_two = db::migrate(*two, migrations); });
  const auto by_one = db::migrate(*one, migrations);
  other.join();
  REQUIRE(by_one);
  REQUIRE(by_two);
  CHECK(by_one->applied.size() + by_two->applied.size() == 2);
  CHECK(support::sql(url, "SELECT count(*) FROM a") == "1");
}

}  // namespace migrate_test
