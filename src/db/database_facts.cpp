#include "db/database_facts.hpp"

namespace db {

std::optional<std::string> objection_to(const DatabaseFacts& facts) {
  if (facts.server_version < 150000) {
    return "PostgreSQL 15 or newer is needed, the server is " + std::to_string(facts.server_version / 10000);
  }
  if (!facts.fsync) return "the server runs with fsync=off: a crash would lose audit records";
  if (facts.synchronous_commit == "off") {
    return "synchronous_commit is off for role " + facts.role + ": a crash would lose audit records";
  }
  if (facts.superuser) return "the database role " + facts.role + " is a superuser: it could alter the log";
  if (facts.create_role)
    return "the database role " + facts.role + " may create roles: it could alter the log";
  if (facts.bypass_row_security) return "the database role " + facts.role + " bypasses row security";
  if (facts.owned) {
    return "the database role " + facts.role + " owns " + *facts.owned +
           ", or may act as its owner: it could alter the log";
  }
  return std::nullopt;
}

}  // namespace db
