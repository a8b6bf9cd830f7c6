#include "db/change_feed.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <ostream>

#include "frozen_process.hpp"
#include "session.hpp"
#include "support/fake_clock.hpp"

namespace change_feed_test {

using namespace std::chrono_literals;

base::Log& quiet() {
  static base::Log log(base::LogLevel::error, base::LogFormat::text);
  return log;
}

// What one thread says and another waits for.
template <class T>
class Mailbox {
 public:
  void put(T value) {
    const std::lock_guard lock(mutex_);
    values_.push_back(std::move(value));
    arrived_.notify_all();
  }
  T next() {
    std::unique_lock lock(mutex_);
    if (!arrived_.wait_for(lock, 20s, [this] { return !values_.empty(); })) FAIL("nothing came in time");
    T value = std::move(values_.front());
    values_.pop_front();
    return value;
  }
  bool empty() {
    const std::lock_guard lock(mutex_);
    return values_.empty();
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<T> values_;
};

struct Read {
  std::int64_t since;
  std::string names;  // of the rows above `since`
  bool operator==(const Read&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Read& read) {
  return out << read.since << " '" << read.names << "'";
}

std::string make_database() {
  const auto url = support::Postgres::instance().create_database();
  support::sql(url,
               "CREATE TABLE change_counter (value bigint NOT NULL); INSERT INTO change_counter VALUES (0);"
               "CREATE TABLE thing (name text, stamp bigint);"
               "CREATE FUNCTION add(text) RETURNS void LANGUAGE sql AS $$"
               "  WITH c AS (UPDATE change_counter SET value = value + 1 RETURNING value)"
               "  INSERT INTO thing SELECT $1, value FROM c $$");
  return url;
}

db::ChangeReader reader_into(Mailbox<Read>& reads) {
  return [&reads](db::Connection& connection, std::int64_t since) -> base::Result<> {
    const auto row =
        pqxx::nontransaction(connection.raw())
            .exec_params1(
                "SELECT coalesce(string_agg(name, ' ' ORDER BY stamp), '') FROM thing WHERE stamp > $1",
                since);
    reads.put({since, row[0].as<std::string>()});
    return {};
  };
}

TEST_CASE("everything is read at first and then what is newer") {
  const auto url = make_database();
  support::sql(url, "SELECT add('a'); SELECT add('b')");
  const base::SystemClock clock;
  Mailbox<Read> reads;
  db::ChangeFeed feed(options_for(url), {reader_into(reads)}, clock, quiet(), 50ms);
  REQUIRE(feed.load());
  CHECK(reads.next() == Read{0, "a b"});

  support::sql(url, "SELECT add('c')");  // without NOTIFY: the poll finds it
  CHECK(reads.next() == Read{2, "c"});
  support::sql(url, "SELECT add('d')");
  CHECK(reads.next() == Read{3, "d"});
  CHECK(reads.empty());
}

TEST_CASE("an empty table is read once too") {
  const auto url = make_database();
  const base::SystemClock clock;
  Mailbox<Read> reads;
  db::ChangeFeed feed(options_for(url), {reader_into(reads)}, clock, quiet(), 50ms);
  REQUIRE(feed.load());
  CHECK(reads.next() == Read{0, ""});
}

TEST_CASE("NOTIFY wakes the feed without a poll") {
  const auto url = make_database();
  const support::FakeClock clock;  // stands still: no poll is ever due
  Mailbox<Read> reads;
  db::ChangeFeed feed(options_for(url), {reader_into(reads)}, clock, quiet(), 50ms);
  REQUIRE(feed.load());
  reads.next();
  for (int i = 1; i <= 5; ++i) {
    support::sql(url, "SELECT add('n'), pg_notify('marketcode_change', '')");
    CHECK(reads.next() == Read{i - 1, "n"});
  }
}

TEST_CASE("readers see one snapshot in the order they were given") {
  const auto url = make_database();
  const support::FakeClock clock;
  Mailbox<std::string> seen;
  bool disturb = true;
  const auto reader = [&](const std::string& name) -> db::ChangeReader {
    return [&, name](db::Connection& connection, std::int64_t) -> base::Result<> {
      const auto row = pqxx::nontransaction(connection.raw()).exec1("SELECT count(*) FROM thing");
      seen.put(name + " " + row[0].as<std::string>());
      if (std::exchange(disturb, false)) support::sql(url, "SELECT add('between the readers')");
      return {};
    };
  };
  db::ChangeFeed feed(options_for(url), {reader("first"), reader("second")}, clock, quiet(), 50ms);
  REQUIRE(feed.load());
  CHECK(seen.next() == "first 0");
  CHECK(seen.next() == "second 0");
  support::sql(url, "NOTIFY marketcode_change");
  CHECK(seen.next() == "first 1");
  CHECK(seen.next() == "second 1");
}

TEST_CASE("a reader that fails is asked again from the same stamp") {
  const auto url = make_database();
  const base::SystemClock clock;
  Mailbox<std::int64_t> asked;
  std::atomic<int> failures = 0;
  db::ChangeFeed feed(options_for(url),
                      {[&](db::Connection& connection, std::int64_t since) -> base::Result<> {
                        asked.put(since);
                        if (failures.fetch_sub(1) == 1)
                          return base::fail(base::Code::crypto_failed, "unreadable");
                        if (failures == 1) pqxx::nontransaction(connection.raw()).exec("SELECT 1/0");
                        return {};
                      }},
                      clock, quiet(), 50ms);
  REQUIRE(feed.load());
  CHECK(asked.next() == 0);
  failures = 2;  // the first throws, the second gives an error
  support::sql(url, "SELECT add('a')");
  CHECK(asked.next() == 0);
  CHECK(asked.next() == 0);
  CHECK(asked.next() == 0);
  support::sql(url, "SELECT add('b')");
  CHECK(asked.next() == 1);
}

TEST_CASE("load says what is wrong and starts nothing") {
  const base::SystemClock clock;
  const auto empty = support::Postgres::instance().create_database();
  db::ChangeFeed without_table(options_for(empty), {}, clock, quiet(), 50ms);
  const auto loaded = without_table.load();
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().cause.starts_with("42P01 relation \"change_counter\" does not exist"));
  CHECK(without_table.age() == std::chrono::milliseconds::max());

  db::ChangeFeed without_server(options_for("postgresql:///x?host=/nonexistent"), {}, clock, quiet(), 50ms);
  const auto refused = without_server.load();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == base::Code::database_unavailable);
}

TEST_CASE("payloads of other channels reach their handlers") {
  const auto url = make_database();
  const support::FakeClock clock;
  Mailbox<std::string> payloads;
  db::ChangeFeed feed(options_for(url), {}, clock, quiet(), 50ms);
  feed.on_notify("marketcode_outbox", [&](std::string_view payload) { payloads.put(std::string(payload)); });
  REQUIRE(feed.load());
  support::sql(url,
               "NOTIFY marketcode_outbox, 'one'; NOTIFY marketcode_outbox, 'two'; NOTIFY elsewhere, 'three'");
  CHECK(payloads.next() == "one");
  CHECK(payloads.next() == "two");
  CHECK(payloads.empty());
}

TEST_CASE("nothing is missed across a server restart") {
  auto& postgres = support::Postgres::instance();
  const auto url = make_database();
  const base::SystemClock clock;
  Mailbox<Read> reads;
  db::ChangeFeed feed(options_for(url), {reader_into(reads)}, clock, quiet(), 50ms);
  REQUIRE(feed.load());
  reads.next();
  support::sql(url, "SELECT add('before')");
  CHECK(reads.next() == Read{0, "before"});

  postgres.crash();
  postgres.start();
  support::sql(url, "SELECT add('while it was away')");
  // A round that the crash cut off after its reader is repeated.
  Read read = reads.next();
  while (read == Read{0, "before"}) {
    read = reads.next();
  }
  CHECK(read == Read{1, "while it was away"});
  support::sql(url, "SELECT add('after'), pg_notify('marketcode_change', '')");
  CHECK(reads.next() == Read{2, "after"});
}

TEST_CASE("a session that is killed is replaced and listens again") {
  auto& postgres = support::Postgres::instance();
  const auto url = make_database();
  const support::FakeClock clock;
  Mailbox<Read> reads;
  db::ChangeFeed feed(options_for(url), {reader_into(reads)}, clock, quiet(), 50ms);
  REQUIRE(feed.load());
  reads.next();
  postgres.terminate_backends(support::sql(url, "SELECT current_database()"));
  support::sql(url, "SELECT add('a'), pg_notify('marketcode_change', '')");
  CHECK(reads.next() == Read{0, "a"});
  support::sql(url, "SELECT add('b'), pg_notify('marketcode_change', '')");
  CHECK(reads.next() == Read{1, "b"});
}

TEST_CASE("a feed that hangs in the server can be stopped") {
  const auto url = make_database();
  const support::FakeClock clock;
  Mailbox<bool> hangs;
  std::optional<FrozenProcess> backend;
  bool first = true;
  auto feed = std::make_unique<db::ChangeFeed>(
      options_for(url),
      std::vector<db::ChangeReader>{[&](db::Connection& connection, std::int64_t) -> base::Result<> {
        if (std::exchange(first, false)) return {};
        pqxx::nontransaction session(connection.raw());
        backend.emplace(session.exec1("SELECT pg_backend_pid()")[0].as<int>());
        hangs.put(true);
        session.exec("SELECT 1");
        return {};
      }},
      clock, quiet(), 50ms);
  REQUIRE(feed->load());
  support::sql(url, "SELECT add('a'), pg_notify('marketcode_change', '')");
  CHECK(hangs.next());
  feed.reset();
}

TEST_CASE("the age grows while the database is away") {
  auto& postgres = support::Postgres::instance();
  const auto url = make_database();
  support::FakeClock clock;
  Mailbox<Read> reads;
  db::ChangeFeed feed(options_for(url), {reader_into(reads)}, clock, quiet(), 50ms);
  REQUIRE(feed.load());
  reads.next();
  CHECK(feed.age() == 0ms);
  postgres.stop();
  clock.advance(7s);
  CHECK(feed.age() == 7s);
  postgres.start();
  clock.advance(1s);
  support::sql(url, "SELECT add('a'), pg_notify('marketcode_change', '')");
  CHECK(reads.next() == Read{0, "a"});
}

TEST_CASE("a counter that went back makes everything be read again") {
  const auto url = make_database();
  support::sql(url, "SELECT add('a'); SELECT add('b')");
  const support::FakeClock clock;
  Mailbox<Read> reads;
  db::ChangeFeed feed(options_for(url), {reader_into(reads)}, clock, quiet(), 50ms);
  REQUIRE(feed.load());
  CHECK(reads.next() == Read{0, "a b"});
  support::sql(
      url,
      "DELETE FROM thing WHERE name = 'b'; UPDATE change_counter SET value = 1; NOTIFY marketcode_change");
  CHECK(reads.next() == Read{0, "a"});
}

TEST_CASE("every poll sets the clock of the server") {
  const auto url = make_database();
  support::sql(
      url,
      "CREATE SCHEMA moved; CREATE FUNCTION moved.clock_timestamp() RETURNS timestamptz LANGUAGE sql "
      "VOLATILE AS 'SELECT pg_catalog.clock_timestamp() - interval ''3 hours''';"
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = moved, public, pg_catalog', "
      "current_database()); END $$");
  const base::SystemClock clock;
  db::ServerClock server(clock);
  CHECK(clock.wall() - server.wall() < 1min);
  db::ChangeFeed feed(options_for(url), {}, clock, quiet(), 50ms);
  feed.sets(server);
  REQUIRE(feed.load());
  CHECK(clock.wall() - server.wall() > 179min);
  CHECK(clock.wall() - server.wall() < 181min);
}

}  // namespace change_feed_test
