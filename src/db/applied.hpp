// Which migrations a database has, held against those the program has. For the sources of this room only.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "db/connection.hpp"
#include "db/migrate.hpp"

namespace db {

struct AppliedMigration {
  int number;
  std::string name;
  std::string checksum;
};

// In order; empty when the database has no table schema_migration. Throws what pqxx throws.
std::vector<AppliedMigration> read_applied(Connection& connection);

// How many of `known` are applied, when the applied ones are their beginning, byte for byte; else
// Code::conflict says what differs.
base::Result<std::size_t> count_applied(const std::vector<AppliedMigration>& applied,
                                        const std::vector<Migration>& known);

}  // namespace db
