// Commits that wait for a synchronous standby.
#include <atomic>
#include <string>
#include <thread>
#include <utility>

#include "db/transaction.hpp"
#include "session.hpp"

namespace standby_test {

using base::Code;

// Commits wait for a standby that does not exist while this lives.
struct MissingStandby {
  explicit MissingStandby(std::string database) : url(std::move(database)) {
    support::sql(url, "CREATE TABLE t (a int)");
    support::sql(url, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    support::sql(url, "SELECT pg_reload_conf()");
  }
  ~MissingStandby() {
    support::sql(url, "ALTER SYSTEM RESET synchronous_standby_names");
    support::sql(url, "SELECT pg_reload_conf()");
  }
  const std::string url;
};

// The server takes the setting over a moment after it was told to: the commits before that succeed.
base::Result<> commit_until_refused(db::Connection& connection) {
  base::Result<> result;
  for (int tries = 0; result && tries < 1'000; ++tries) {
    result = db::in_transaction(connection, [](db::Transaction& transaction) -> base::Result<> {
      transaction.raw().exec("INSERT INTO t VALUES (1)");
      return {};
    });
  }
  return result;
}

TEST_CASE("a commit whose wait for the standby an operator ended is in doubt") {
  const MissingStandby missing(support::Postgres::instance().create_database());
  const auto connection = open(options_for(missing.url));
  std::atomic<bool> over = false;
  std::thread operating([&] {
    while (!over) {
      support::sql(missing.url,
                   "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    }
  });
  const auto result = commit_until_refused(*connection);
  over = true;
  operating.join();
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::database_in_doubt);
  CHECK(result.error().cause.find("synchronous replication") != std::string::npos);
  CHECK(connection->broken());
}

TEST_CASE("a commit that no standby ever confirms is given up and is in doubt") {
  const MissingStandby missing(support::Postgres::instance().create_database());
  auto options = options_for(missing.url);
  options.statement_timeout = std::chrono::milliseconds(100);
  options.hang_margin = std::chrono::milliseconds(200);
  const auto connection = open(options);
  const auto result = commit_until_refused(*connection);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::database_in_doubt);
  CHECK(result.error().cause == "the server hung, the session was cut; connection lost in COMMIT");
  CHECK(connection->broken());
}

}  // namespace standby_test
