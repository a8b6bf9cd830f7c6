#include "executor_fixture.hpp"
#include "frozen_process.hpp"

TEST_CASE("a backend that is killed fails its job and the next one gets a new session") {
  Fixture fixture;
  const auto before = fixture.run("SELECT pg_backend_pid()");
  REQUIRE(before);
  const auto killed = fixture.run("SELECT pg_terminate_backend(pg_backend_pid())");
  REQUIRE_FALSE(killed);
  CHECK(killed.error().code == Code::database_unavailable);
  const auto after = fixture.run("SELECT pg_backend_pid()");
  REQUIRE(after);
  CHECK(*after != *before);
  CHECK(fixture.executor->counts().connected == 1);
}

TEST_CASE("a backend that was killed while idle fails no job") {
  Fixture fixture;
  const auto name = fixture.run("SELECT current_database()");
  REQUIRE(name);
  for (int i = 0; i < 5; ++i) {
    support::Postgres::instance().terminate_backends(*name);
    CHECK(fixture.run("SELECT 1") == "1");
  }
}

TEST_CASE("a job that hangs in the server cannot keep the executor from stopping") {
  Fixture fixture;
  fixture.executor.emplace(
      db::ExecutorOptions{.connect = options_for(fixture.url), .threads = 1, .stop_grace = 50ms},
      fixture.clock, quiet());
  std::promise<void> hangs;
  std::optional<FrozenProcess> backend;
  std::optional<base::Result<std::string>> answer;
  const auto hang = [&](db::Connection& session) {
    const auto pid = query(session, "SELECT pg_backend_pid()");
    REQUIRE(pid);
    backend.emplace(std::stoi(*pid));
    hangs.set_value();
    return query(session, "SELECT 1");
  };
  start(fixture, fixture.in(10min), hang, answer);
  hangs.get_future().wait();
  fixture.executor.reset();
  support::run_until(fixture.loop, [&] { return answer.has_value(); });
  REQUIRE_FALSE(*answer);
  CHECK(answer->error().code == Code::database_unavailable);
}

TEST_CASE("a server that hangs costs a job its session and the next one gets a new one") {
  Fixture fixture;
  auto options = options_for(fixture.url);
  options.statement_timeout = 100ms;
  options.hang_margin = 100ms;
  fixture.executor.emplace(db::ExecutorOptions{.connect = options, .threads = 1}, fixture.clock, quiet());
  const auto pid = fixture.run("SELECT pg_backend_pid()");
  REQUIRE(pid);
  const FrozenProcess backend(std::stoi(*pid));
  const auto hung = fixture.run("SELECT 1");
  REQUIRE_FALSE(hung);
  CHECK(hung.error().code == Code::database_unavailable);
  CHECK(hung.error().cause.starts_with("the server hung, the session was cut"));
  CHECK(fixture.run("SELECT 1") == "1");
}

TEST_CASE("a server that is away is asked again only after a pause and then all heals by itself") {
  auto& postgres = support::Postgres::instance();
  Fixture fixture(2);
  CHECK(fixture.run("SELECT 1") == "1");
  postgres.stop();
  const auto away = fixture.run("SELECT 1");
  postgres.start();
  REQUIRE_FALSE(away);
  CHECK(away.error().code == Code::database_unavailable);

  const auto paused = fixture.run("SELECT 1");  // the clock stands still
  REQUIRE_FALSE(paused);
  CHECK(paused.error().code == Code::database_unavailable);
  CHECK(paused.error().cause == "connecting failed just now");

  fixture.clock.advance(1s);
  CHECK(fixture.run("SELECT 1") == "1");
}

TEST_CASE("a thread that cannot connect leaves the jobs to one that is connected") {
  auto& postgres = support::Postgres::instance();
  const auto url = postgres.create_database();
  support::sql(url, "CREATE ROLE single LOGIN CONNECTION LIMIT 1");
  Fixture fixture(2, 8, url.substr(0, url.find("&user=")) + "&user=single");
  {
    Blocker blocker(fixture);
    const auto refused = fixture.run("SELECT 1");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::database_unavailable);
    CHECK(refused.error().cause.find("too many connections for role") != std::string::npos);
  }
  for (int i = 0; i < 50; ++i)
    CHECK(fixture.run("SELECT 1") == "1");
}
