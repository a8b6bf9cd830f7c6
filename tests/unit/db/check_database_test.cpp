#include "db/database_facts.hpp"
#include "db/migrate.hpp"
#include "migration_folder.hpp"
#include "session.hpp"

namespace check_database_test {

// A migrated database that belongs to a role `keeper`, and a role `runner` that may use it.
class Fixture {
 public:
  Fixture() {
    auto& postgres = support::Postgres::instance();
    admin_url_ = postgres.create_database();
    sql("DROP ROLE IF EXISTS keeper; CREATE ROLE keeper LOGIN; DROP ROLE IF EXISTS runner; CREATE ROLE "
        "runner LOGIN");
    sql("DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' OWNER TO keeper'; END $$");
    folder_.put("0001_one.sql", "CREATE TABLE a (x int); GRANT SELECT ON a TO runner;");
    folder_.put("0002_two.sql", "CREATE TABLE b (x int)");
    REQUIRE(db::migrate(*open(url("keeper")), folder_.read()));
  }
  ~Fixture() {
    sql("REASSIGN OWNED BY keeper, runner TO postgres; DROP OWNED BY keeper, runner");
    sql("DROP ROLE runner; DROP ROLE keeper");
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  std::string url(const std::string& role) const {
    return admin_url_.substr(0, admin_url_.find("&user=")) + "&user=" + role;
  }
  void sql(const std::string& text) const { support::sql(admin_url_, text); }
  MigrationFolder& folder() { return folder_; }

  // What is wrong, "" for nothing.
  std::string objection(const std::string& role = "runner") const {
    const auto connection = open(url(role));
    const auto checked = db::check_database(*connection, folder_.read());
    if (checked) return {};
    CHECK(checked.error().code == base::Code::config_invalid);
    CHECK(checked.error().detail.find('\n') == std::string::npos);
    return checked.error().detail;
  }

 private:
  std::string admin_url_;
  MigrationFolder folder_;
};

const std::string could_alter = ": it could alter the log";

TEST_CASE("a database is accepted for a role that may only use it") {
  const Fixture fixture;
  CHECK(fixture.objection() == "");
}

TEST_CASE("a role that could alter the log is refused") {
  const Fixture fixture;
  CHECK(fixture.objection("postgres") == "the database role postgres is a superuser" + could_alter);
  fixture.sql("ALTER ROLE runner CREATEROLE");
  CHECK(fixture.objection() == "the database role runner may create roles" + could_alter);
  fixture.sql("ALTER ROLE runner NOCREATEROLE BYPASSRLS");
  CHECK(fixture.objection() == "the database role runner bypasses row security");
  fixture.sql("ALTER ROLE runner NOBYPASSRLS; ALTER TABLE a OWNER TO runner");
  CHECK(fixture.objection() ==
        "the database role runner owns table a, or may act as its owner" + could_alter);
  fixture.sql("ALTER TABLE a OWNER TO keeper; CREATE SCHEMA s AUTHORIZATION runner");
  CHECK(fixture.objection() ==
        "the database role runner owns schema s, or may act as its owner" + could_alter);
  fixture.sql("DROP SCHEMA s");
  CHECK(fixture.objection() == "");
  CHECK(fixture.objection("keeper").starts_with("the database role keeper owns database test_"));
  fixture.sql("ALTER ROLE runner NOINHERIT; GRANT keeper TO runner");
  CHECK(fixture.objection().starts_with("the database role runner owns database test_"));
}

TEST_CASE("a server or role that does not keep what it committed is refused") {
  const Fixture fixture;
  fixture.sql("ALTER ROLE runner SET synchronous_commit = off");
  CHECK(fixture.objection() == "synchronous_commit is off for role runner: a crash would lose audit records");
  fixture.sql("ALTER ROLE runner SET synchronous_commit = remote_apply");
  CHECK(fixture.objection() == "");

  auto& postgres = support::Postgres::instance();
  fixture.sql("ALTER SYSTEM SET fsync = off");
  postgres.stop();
  postgres.start();
  CHECK(fixture.objection() == "the server runs with fsync=off: a crash would lose audit records");
  fixture.sql("ALTER SYSTEM RESET fsync");
  postgres.stop();
  postgres.start();
  CHECK(fixture.objection() == "");
}

TEST_CASE("a server before 15 is refused") {
  db::DatabaseFacts facts;
  facts.role = "runner";
  for (const int version : {90624, 140013, 149999}) {
    facts.server_version = version;
    CHECK(db::objection_to(facts).value().starts_with("PostgreSQL 15 or newer is needed, the server is "));
  }
  CHECK(db::objection_to(facts) == "PostgreSQL 15 or newer is needed, the server is 14");
  for (const int version : {150000, 150020, 180001}) {
    facts.server_version = version;
    CHECK_FALSE(db::objection_to(facts));
  }
}

TEST_CASE("a schema that is not exactly the known one is refused") {
  Fixture fixture;
  fixture.folder().put("0003_three.sql", "");
  CHECK(fixture.objection() == "the database lacks migration 0003_three.sql: run migrate first");
  fixture.folder().remove("0003_three.sql").remove("0002_two.sql");
  CHECK(fixture.objection() ==
        "the database has migration 0002_two.sql, which this program does not know: it is older than the "
        "database");
  fixture.folder().put("0002_two.sql", "CREATE TABLE b (x bigint)");
  CHECK(fixture.objection() == "migration 0002_two.sql was changed after it was applied");
  fixture.sql("DROP TABLE schema_migration");
  CHECK(fixture.objection() == "the database has no schema yet: run migrate first");
}

}  // namespace check_database_test
