// The clock of a test's database, in the hand of the test.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>

#include <doctest/doctest.h>

#include "base/clock.hpp"
#include "support/postgres.hpp"

namespace support {

// For sessions of the gateway's role that begin while it lives: functions that are found before PostgreSQL's
// own.
class MovedDatabaseClock {
 public:
  explicit MovedDatabaseClock(const MigratedDatabase& database)
      : session_(PQconnectdb(database.admin_url.c_str()), &PQfinish), name_(database.name) {
    PQsetNoticeProcessor(session_.get(), [](void*, const char*) {}, nullptr);
    run("CREATE SCHEMA moved; CREATE TABLE moved.clock AS SELECT interval '0' AS by;"
        "CREATE FUNCTION moved.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS"
        " 'SELECT pg_catalog.clock_timestamp() + by FROM moved.clock';"
        "CREATE FUNCTION moved.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS"
        " 'SELECT pg_catalog.statement_timestamp() + by FROM moved.clock';"
        "GRANT USAGE ON SCHEMA moved TO marketcode_app; GRANT SELECT ON moved.clock TO marketcode_app;"
        "ALTER ROLE marketcode_app IN DATABASE " +
        name_ + " SET search_path = moved, public, pg_catalog");
  }
  ~MovedDatabaseClock() {
    send("ALTER ROLE marketcode_app IN DATABASE " + name_ + " RESET search_path; DROP SCHEMA moved CASCADE");
  }

  void advance(base::Micros by) {
    run("UPDATE moved.clock SET by = by + interval '" + std::to_string(by.count()) + " us'");
  }
  void run(const std::string& text) {
    const std::string problem = send(text);
    INFO(problem);
    REQUIRE(problem.empty());
  }

 private:
  std::string send(const std::string& text) {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(session_.get(), text.c_str()),
                                                               &PQclear);
    const auto status = PQresultStatus(result.get());
    const bool fine = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
    return fine ? "" : PQerrorMessage(session_.get());
  }

  std::unique_ptr<PGconn, decltype(&PQfinish)> session_;
  std::string name_;
};

}  // namespace support
