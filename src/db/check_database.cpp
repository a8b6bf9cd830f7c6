#include <pqxx/pqxx>

#include "db/applied.hpp"
#include "db/database_facts.hpp"
#include "db/field.hpp"
#include "db/migrate.hpp"

namespace db {
namespace {

// session_user, since a SET ROLE can be taken back. MEMBER, since a member can SET ROLE. The owner of a
// schema or of the database can drop what others own in it.
constexpr const char* facts_sql = R"sql(
  SELECT current_setting('server_version_num')::int, current_setting('fsync') = 'on',
         current_setting('synchronous_commit'), r.rolname, r.rolsuper, r.rolcreaterole, r.rolbypassrls,
         coalesce(
           (SELECT 'database ' || d.datname FROM pg_database d
             WHERE d.datname = current_database() AND pg_has_role(r.oid, d.datdba, 'MEMBER')),
           (SELECT 'schema ' || n.nspname FROM pg_namespace n
             WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
               AND pg_has_role(r.oid, n.nspowner, 'MEMBER') ORDER BY n.nspname LIMIT 1),
           (SELECT 'table ' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
               AND pg_has_role(r.oid, c.relowner, 'MEMBER') ORDER BY c.relname LIMIT 1))
    FROM pg_roles r WHERE r.rolname = session_user)sql";

DatabaseFacts read_facts(Connection& connection) {
  const auto row = pqxx::nontransaction(connection.raw()).exec(facts_sql).at(0);
  return {.server_version = row[0].as<int>(),
          .fsync = row[1].as<bool>(),
          .synchronous_commit = row[2].as<std::string>(),
          .role = row[3].as<std::string>(),
          .superuser = row[4].as<bool>(),
          .create_role = row[5].as<bool>(),
          .bypass_row_security = row[6].as<bool>(),
          .owned = optional_of<std::string>(row[7])};
}

base::Result<> check_schema(Connection& connection, const std::vector<Migration>& migrations) {
  const auto wrong = [](std::string what) { return base::fail(base::Code::config_invalid, std::move(what)); };
  const auto applied = read_applied(connection);
  if (applied.empty()) return wrong("the database has no schema yet: run migrate first");
  const auto count = count_applied(applied, migrations);
  if (!count) return wrong(count.error().detail);
  if (*count < migrations.size()) {
    return wrong("the database lacks migration " + migrations[*count].name + ": run migrate first");
  }
  return {};
}

}  // namespace

base::Result<> check_database(Connection& connection, const std::vector<Migration>& migrations) {
  return attempt(connection, [&](Connection& session) -> base::Result<> {
    if (auto objection = objection_to(read_facts(session))) {
      return base::fail(base::Code::config_invalid, std::move(*objection));
    }
    return check_schema(session, migrations);
  });
}

}  // namespace db
