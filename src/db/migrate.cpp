#include "db/migrate.hpp"

#include <tuple>

#include <pqxx/pqxx>

#include "db/applied.hpp"

namespace db {
namespace {

// Any number that no other program takes: "marketco" in ASCII.
constexpr std::int64_t lock_key = 0x6d61726b6574636f;

// Held for the session, since every migration commits by itself. Waits for the session's lock_timeout.
class MigrationLock {
 public:
  explicit MigrationLock(Connection& connection) : connection_(connection) { call("pg_advisory_lock"); }
  ~MigrationLock() {
    // It fails only when the session is lost, and the lock with it.
    std::ignore = attempt(connection_, [this](Connection&) -> base::Result<> {
      call("pg_advisory_unlock");
      return {};
    });
  }
  MigrationLock(const MigrationLock&) = delete;
  MigrationLock& operator=(const MigrationLock&) = delete;

 private:
  void call(const std::string& function) {
    pqxx::nontransaction(connection_.raw()).exec("SELECT " + function + "(" + std::to_string(lock_key) + ")");
  }
  Connection& connection_;
};

void create_table(Connection& connection) {
  pqxx::work work(connection.raw());
  work.exec(
      "CREATE TABLE IF NOT EXISTS schema_migration ("
      "  number     integer PRIMARY KEY,"
      "  name       text NOT NULL,"
      "  checksum   text NOT NULL,"
      "  applied_at timestamptz NOT NULL DEFAULT now());"
      "GRANT SELECT ON schema_migration TO PUBLIC");
  work.commit();
}

base::Result<> apply(Connection& connection, const Migration& migration) {
  auto applied = attempt(connection, [&migration](Connection& session) -> base::Result<> {
    pqxx::work work(session.raw());
    work.exec(migration.sql);
    work.exec_params("INSERT INTO schema_migration (number, name, checksum) VALUES ($1, $2, $3)",
                     migration.number, migration.name, migration.checksum);
    work.commit();
    return {};
  });
  if (!applied) applied.error().detail = "migration " + migration.name + " failed: " + applied.error().cause;
  return applied;
}

base::Result<MigrationReport> apply_missing(Connection& connection,
                                            const std::vector<Migration>& migrations) {
  create_table(connection);
  const auto count = count_applied(read_applied(connection), migrations);
  if (!count) return std::unexpected(count.error());
  MigrationReport report;
  for (std::size_t i = *count; i < migrations.size(); ++i) {
    if (auto applied = apply(connection, migrations[i]); !applied) return std::unexpected(applied.error());
    report.applied.push_back(migrations[i].name);
  }
  report.version = static_cast<int>(migrations.size());
  return report;
}

}  // namespace

base::Result<MigrationReport> migrate(Connection& connection, const std::vector<Migration>& migrations) {
  bool locked = false;
  auto report = attempt(connection, [&](Connection& session) -> base::Result<MigrationReport> {
    const MigrationLock lock(session);
    locked = true;
    return apply_missing(session, migrations);
  });
  if (!report && !locked && report.error().code == base::Code::deadline_passed) {
    report.error() = {base::Code::busy, "another process is migrating this database", report.error().cause};
  }
  return report;
}

}  // namespace db
