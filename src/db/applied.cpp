#include "db/applied.hpp"

#include <pqxx/pqxx>

namespace db {

std::vector<AppliedMigration> read_applied(Connection& connection) {
  pqxx::nontransaction session(connection.raw());
  std::vector<AppliedMigration> applied;
  if (session.exec("SELECT to_regclass('schema_migration')").at(0).at(0).is_null()) return applied;
  for (const auto& row :
       session.exec("SELECT number, name, checksum FROM schema_migration ORDER BY number")) {
    applied.push_back({row[0].as<int>(), row[1].as<std::string>(), row[2].as<std::string>()});
  }
  return applied;
}

base::Result<std::size_t> count_applied(const std::vector<AppliedMigration>& applied,
                                        const std::vector<Migration>& known) {
  const auto conflict = [](std::string what) { return base::fail(base::Code::conflict, std::move(what)); };
  for (std::size_t i = 0; i < applied.size(); ++i) {
    const int expected = static_cast<int>(i) + 1;
    if (applied[i].number != expected) {
      return conflict("the database has migration " + applied[i].name + " but not migration " +
                      std::to_string(expected));
    }
    if (i >= known.size()) {
      return conflict("the database has migration " + applied[i].name +
                      ", which this program does not know: it is " + "older than the database");
    }
    if (applied[i].name != known[i].name) {
      return conflict("migration " + std::to_string(expected) + " is " + known[i].name + " here, but " +
                      applied[i].name + " was applied");
    }
    if (applied[i].checksum != known[i].checksum) {
      return conflict("migration " + known[i].name + " was changed after it was applied");
    }
  }
  return applied.size();
}

}  // namespace db
