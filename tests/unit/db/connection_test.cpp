#include "db/connection.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>

#include "db/statement.hpp"
#include "db/transaction.hpp"
#include "session.hpp"

namespace connection_test {

using base::Code;

TEST_CASE("a session has its settings from the first statement on") {
  auto options = options_for(support::Postgres::instance().create_database());
  options.statement_timeout = std::chrono::milliseconds(1234);
  options.lock_timeout = std::chrono::milliseconds(567);
  options.idle_in_transaction_timeout = std::chrono::milliseconds(8901);
  const auto connection = open(options);
  CHECK(query(*connection, "SHOW statement_timeout") == "1234ms");
  CHECK(query(*connection, "SHOW lock_timeout") == "567ms");
  CHECK(query(*connection, "SHOW idle_in_transaction_session_timeout") == "8901ms");
  CHECK(query(*connection, "SHOW TimeZone") == "UTC");
  CHECK(query(*connection, "SHOW client_encoding") == "UTF8");
  CHECK(query(*connection, "SHOW standard_conforming_strings") == "on");
  CHECK(query(*connection, "SHOW application_name") == "unit_db");
}

TEST_CASE("a server that is not there is named in one line") {
  const auto connection = db::Connection::open(options_for("postgresql:///x?host=/nonexistent&user=nobody"));
  REQUIRE_FALSE(connection);
  CHECK(connection.error().code == Code::database_unavailable);
  CHECK(connection.error().cause.find("/nonexistent") != std::string::npos);
  CHECK(connection.error().cause.find('\n') == std::string::npos);
}

TEST_CASE("a database that does not exist is named") {
  const auto connection =
      db::Connection::open(options_for(support::Postgres::instance().url("no_such_database")));
  REQUIRE_FALSE(connection);
  CHECK(connection.error().code == Code::database_unavailable);
  CHECK(connection.error().cause.find("database \"no_such_database\" does not exist") != std::string::npos);
}

TEST_CASE("a server that takes the connection and says nothing is given up in time") {
  char folder[] = "/tmp/marketcode-silent-XXXXXX";
  REQUIRE(::mkdtemp(folder) != nullptr);
  const std::string path = std::string(folder) + "/.s.PGSQL.5432";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const int listening = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(::listen(listening, 1) == 0);

  const auto begin = std::chrono::steady_clock::now();
  const auto connection =
      db::Connection::open(options_for("postgresql:///x?user=x&host=" + std::string(folder)));
  const auto waited = std::chrono::steady_clock::now() - begin;
  ::close(listening);
  std::filesystem::remove_all(folder);

  REQUIRE_FALSE(connection);
  CHECK(connection.error().code == Code::database_unavailable);
  CHECK(connection.error().cause.find("timeout expired") != std::string::npos);
  CHECK(waited < std::chrono::seconds(10));
}

TEST_CASE("constraint violations are told apart and no value gets into the cause") {
  const auto url = support::Postgres::instance().create_database();
  support::sql(
      url,
      "CREATE TABLE t (a text UNIQUE, b int NOT NULL CHECK (b > 0)); INSERT INTO t VALUES ('hunter2', 1)");
  const auto connection = open(url);
  const auto failure = [&](const std::string& statement) {
    const auto result = query(*connection, statement);
    REQUIRE_FALSE(result);
    CHECK(result.error().cause.find("hunter2") == std::string::npos);
    CHECK(result.error().cause.find('\n') == std::string::npos);
    return result.error();
  };
  CHECK(failure("INSERT INTO t VALUES ('hunter2', 1)").code == Code::already_exists);
  CHECK(failure("INSERT INTO t VALUES ('hunter2', 1)").cause ==
        "23505 duplicate key value violates unique constraint \"t_a_key\"");
  CHECK(failure("INSERT INTO t VALUES ('hunter2x', NULL)").code == Code::database_refused);
  CHECK(failure("INSERT INTO t VALUES ('hunter2x', 0)").code == Code::database_refused);
  CHECK(failure("SELECT 'hunter2'::int").code == Code::database_refused);
  CHECK(failure("SELECT 'hunter2'::int").cause == "22P02 invalid input syntax for type integer");
  CHECK(failure("SELECT E'hunter2\\xff'").code == Code::database_refused);
  CHECK(failure("SELECT missing FROM t").code == Code::internal);
  CHECK(failure("SELECT missing FROM t").cause.starts_with("42703 column \"missing\" does not exist"));
  CHECK_FALSE(connection->broken());
  CHECK(query(*connection, "SELECT 1") == "1");
}

TEST_CASE("a role without the right is told so by its SQLSTATE") {
  auto& postgres = support::Postgres::instance();
  const auto url = postgres.create_database();
  support::sql(url, "CREATE ROLE bystander LOGIN; CREATE TABLE t (a int)");
  const auto connection = open(url.substr(0, url.find("&user=")) + "&user=bystander");
  const auto result = query(*connection, "SELECT * FROM t");
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::internal);
  CHECK(result.error().cause == "42501 permission denied for table t");
}

TEST_CASE("time limits end a statement and leave the session usable") {
  auto options = options_for(support::Postgres::instance().create_database());
  options.statement_timeout = std::chrono::milliseconds(50);
  const auto connection = open(options);
  const auto slow = query(*connection, "SELECT pg_sleep(30)");
  REQUIRE_FALSE(slow);
  CHECK(slow.error().code == Code::deadline_passed);
  CHECK_FALSE(connection->broken());
  CHECK(query(*connection, "SELECT 1") == "1");
}

TEST_CASE("a lock that is not had in time is a passed deadline") {
  auto options = options_for(support::Postgres::instance().create_database());
  options.lock_timeout = std::chrono::milliseconds(50);
  const auto holder = open(options);
  const auto waiter = open(options);
  pqxx::nontransaction(holder->raw()).exec("CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
  pqxx::work held(holder->raw());
  held.exec("SELECT * FROM t FOR UPDATE");
  const auto refused = query(*waiter, "SELECT * FROM t FOR UPDATE");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Code::deadline_passed);
}

TEST_CASE("two transactions that change the same row are a conflict") {
  const auto url = support::Postgres::instance().create_database();
  support::sql(url, "CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
  const auto connection = open(url);
  const auto result = db::attempt(*connection, [&](db::Connection& session) -> base::Result<> {
    pqxx::transaction<pqxx::repeatable_read> work(session.raw());
    work.exec("SELECT * FROM t");
    support::sql(url, "UPDATE t SET a = 2");
    work.exec("UPDATE t SET a = 3");
    return {};
  });
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::conflict);
  CHECK_FALSE(connection->broken());
}

TEST_CASE("a session that was terminated is broken for good") {
  const auto connection = open(support::Postgres::instance().create_database());
  REQUIRE(query(*connection, "SELECT 1"));
  CHECK_FALSE(connection->ended_while_idle());
  const auto result = query(*connection, "SELECT pg_terminate_backend(pg_backend_pid())");
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::database_unavailable);
  CHECK(connection->broken());
  const auto again = query(*connection, "SELECT 1");
  REQUIRE_FALSE(again);
  CHECK(again.error().code == Code::database_unavailable);
}

TEST_CASE("a session that ended while it was idle shows without a statement") {
  auto& postgres = support::Postgres::instance();
  const auto connection = open(postgres.create_database());
  const auto name = query(*connection, "SELECT current_database()");
  REQUIRE(name);
  postgres.terminate_backends(*name);
  CHECK(connection->ended_while_idle());
  CHECK_FALSE(query(*connection, "SELECT 1"));
}

TEST_CASE("a session that stays idle in a transaction is ended") {
  auto options = options_for(support::Postgres::instance().create_database());
  options.idle_in_transaction_timeout = std::chrono::milliseconds(50);
  const auto connection = open(options);
  const auto result = db::attempt(*connection, [](db::Connection& session) -> base::Result<> {
    pqxx::work work(session.raw());
    work.exec("SELECT 1");
    pollfd ended{session.socket(), POLLIN, 0};
    REQUIRE(::poll(&ended, 1, 10'000) == 1);
    work.exec("SELECT 1");
    return {};
  });
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::database_unavailable);
  CHECK(connection->broken());
}

TEST_CASE("a session that is lost in its commit leaves the outcome in doubt") {
  const auto url = support::Postgres::instance().create_database();
  support::sql(url,
               "CREATE TABLE t (a int);"
               "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS "
               "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
               "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED "
               "FOR EACH ROW EXECUTE FUNCTION die()");
  const auto connection = open(url);
  const auto result = db::in_transaction(*connection, [](db::Transaction& transaction) -> base::Result<> {
    transaction.raw().exec("INSERT INTO t VALUES (1)");
    return {};
  });
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::database_in_doubt);
  CHECK(connection->broken());
}

TEST_CASE("one statement is durable by itself and in doubt when its session is lost") {
  const auto url = support::Postgres::instance().create_database();
  support::sql(url,
               "CREATE TABLE t (a int UNIQUE);"
               "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS "
               "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
               "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED "
               "FOR EACH ROW WHEN (NEW.a = 13) EXECUTE FUNCTION die()");
  const auto connection = open(url);
  const auto insert = [&](int number) {
    return db::in_one_statement(*connection, [number](db::Statement& statement) -> base::Result<> {
      statement.raw().exec_params("INSERT INTO t VALUES ($1)", number);
      return {};
    });
  };
  CHECK(insert(1));
  CHECK(insert(1).error().code == Code::already_exists);
  CHECK_FALSE(connection->broken());
  CHECK(insert(2));
  CHECK(support::sql(url, "SELECT count(*) FROM t") == "2");
  CHECK(insert(13).error().code == Code::database_in_doubt);
  CHECK(connection->broken());
}

TEST_CASE("a transaction that fails is rolled back and the next one works") {
  const auto url = support::Postgres::instance().create_database();
  support::sql(url, "CREATE TABLE t (a int)");
  const auto connection = open(url);
  const auto failed = db::in_transaction(*connection, [](db::Transaction& transaction) -> base::Result<> {
    transaction.raw().exec("INSERT INTO t VALUES (1)");
    return base::fail(Code::conflict, "changed my mind");
  });
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == Code::conflict);
  const auto done = db::in_transaction(*connection, [](db::Transaction& transaction) -> base::Result<> {
    transaction.raw().exec("INSERT INTO t VALUES (2)");
    return {};
  });
  CHECK(done);
  CHECK(support::sql(url, "SELECT string_agg(a::text, ',') FROM t") == "2");
}

TEST_CASE("a statement is prepared once under its name") {
  const auto connection = open(support::Postgres::instance().create_database());
  for (int i = 0; i < 3; ++i) {
    connection->prepare_once("double", "SELECT $1::int * 2");
    pqxx::work work(connection->raw());
    CHECK(work.exec_prepared("double", i).at(0).at(0).as<int>() == 2 * i);
  }
  CHECK(query(*connection, "SELECT count(*) FROM pg_prepared_statements") == "1");
}

TEST_CASE("an exception from elsewhere is internal") {
  const auto connection = open(support::Postgres::instance().create_database());
  const auto result =
      db::attempt(*connection, [](db::Connection&) -> base::Result<> { throw std::out_of_range("x"); });
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::internal);
  CHECK_FALSE(connection->broken());
}

}  // namespace connection_test
