// The schema: applied by `migrate`, checked by everything else.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "db/connection.hpp"

namespace db {

struct Migration {
  int number;        // 1, 2, …, without gaps
  std::string name;  // "0001_schema.sql"
  std::string sql;
  std::string checksum;  // hex SHA-256 of the file
};

// The migrations of a folder in order: its files *.sql. Code::io_failed also when there is none;
// Code::config_invalid for another form of name, a gap or a double number.
base::Result<std::vector<Migration>> read_migrations(const std::filesystem::path& folder);

struct MigrationReport {
  std::vector<std::string> applied;
  int version = 0;
};

// Applies what is missing, each file in a transaction of its own, one migrating process at a time (advisory
// lock; Code::busy when another holds it for longer than the session's lock_timeout). Code::conflict when an
// applied file was changed since, or the database knows a newer one. `detail` of an error names the file and
// is for the operator. The session's statement_timeout holds for each migration: give it a long one.
base::Result<MigrationReport> migrate(Connection& connection, const std::vector<Migration>& migrations);

// What `serve` demands of a database before it starts; Code::config_invalid names the first thing that is
// wrong: server older than 15, fsync=off, synchronous_commit=off, a role that is superuser, may create roles,
// bypasses row security, or owns the database, a schema or a table (itself or through a role it is a member
// of), or a schema that is not exactly `migrations`.
base::Result<> check_database(Connection& connection, const std::vector<Migration>& migrations);

}  // namespace db
