#include "db/executor.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "executor_fixture.hpp"

TEST_CASE("work runs on a thread of the executor and the coroutine goes on on its own") {
  Fixture fixture;
  std::thread::id worker;
  std::thread::id resumed;
  const auto ask = [&]() -> base::Awaitable<base::Result<std::string>> {
    auto answer = co_await fixture.executor->run(fixture.in(10s), [&worker](db::Connection& session) {
      worker = std::this_thread::get_id();
      return query(session, "SELECT 'hello'");
    });
    resumed = std::this_thread::get_id();
    co_return answer;
  };
  CHECK(support::run(fixture.loop, ask()) == "hello");
  CHECK(resumed == std::this_thread::get_id());
  CHECK(worker != resumed);
}

TEST_CASE("a result need not be copyable or default-constructible") {
  struct Row {
    explicit Row(int n) : number(std::make_unique<int>(n)) {}
    std::unique_ptr<int> number;
  };
  Fixture fixture;
  const auto ask = [&]() -> base::Awaitable<> {
    const auto row = co_await fixture.executor->run(
        fixture.in(10s), [](db::Connection&) { return base::Result<Row>(Row(7)); });
    REQUIRE(row);
    CHECK(*row->number == 7);
  };
  support::run(fixture.loop, ask());
}

TEST_CASE("many coroutines share few connections") {
  Fixture fixture(4, 256);
  std::vector<std::optional<base::Result<std::string>>> answers(200);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    start(fixture, fixture.in(10s), select(std::to_string(i)), answers[i]);
  }
  support::run_until(fixture.loop, [&] {
    return std::ranges::all_of(answers, [](const auto& answer) { return answer.has_value(); });
  });
  for (std::size_t i = 0; i < answers.size(); ++i)
    CHECK(*answers[i] == std::to_string(i));
  CHECK(fixture.executor->counts().connected <= 4);
  CHECK(fixture.executor->counts().waiting == 0);
}

TEST_CASE("an exception of the work is an error of its caller only") {
  Fixture fixture;
  const auto result = support::run(
      fixture.loop, fixture.executor->run(fixture.in(10s), [](db::Connection&) -> base::Result<> {
        throw std::runtime_error("nobody planned for this");
      }));
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::internal);
  CHECK(fixture.run("SELECT 1") == "1");
}

TEST_CASE("a full queue refuses at once") {
  Fixture fixture(1, 1);
  Blocker blocker(fixture);
  std::optional<base::Result<std::string>> queued;
  start(fixture, fixture.in(10s), select("queued"), queued);
  CHECK(fixture.executor->counts().waiting == 1);
  CHECK(fixture.executor->counts().running == 1);

  const auto refused = fixture.run("SELECT 1");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Code::busy);

  CHECK(blocker.release());
  support::run_until(fixture.loop, [&] { return queued.has_value(); });
  CHECK(*queued == "queued");
}

TEST_CASE("a job whose deadline passes in the queue is dropped") {
  Fixture fixture;
  support::sql(fixture.url, "CREATE TABLE t (a int)");
  Blocker blocker(fixture);
  const auto late = fixture.run("INSERT INTO t VALUES (1)", 20ms);
  REQUIRE_FALSE(late);
  CHECK(late.error().code == Code::deadline_passed);

  fixture.clock.advance(20ms);
  CHECK(blocker.release());
  CHECK(fixture.run("SELECT count(*) FROM t") == "0");
}

TEST_CASE("a job that has begun goes on to its end when its caller gave up") {
  Fixture fixture;
  support::sql(fixture.url, "CREATE TABLE t (a int)");
  std::promise<void> begun;
  std::promise<void> go_on;
  std::optional<base::Result<std::string>> answer;
  start(
      fixture, fixture.in(20ms),
      [&](db::Connection& session) {
        begun.set_value();
        go_on.get_future().wait();
        return query(session, "INSERT INTO t VALUES (1) RETURNING a");
      },
      answer);
  begun.get_future().wait();
  support::run_until(fixture.loop, [&] { return answer.has_value(); });
  REQUIRE_FALSE(*answer);
  CHECK(answer->error().code == Code::deadline_passed);
  go_on.set_value();
  CHECK(fixture.run("SELECT count(*) FROM t") == "1");
}

TEST_CASE("stopping refuses what waits and finishes what runs") {
  Fixture fixture;
  auto blocker = std::make_unique<Blocker>(fixture);
  std::optional<base::Result<std::string>> queued;
  start(fixture, fixture.in(10s), select("queued"), queued);

  std::thread stopper([&] { fixture.executor.reset(); });
  support::run_until(fixture.loop, [&] { return queued.has_value(); });
  CHECK(blocker->release());
  stopper.join();
  REQUIRE_FALSE(*queued);
  CHECK(queued->error().code == Code::busy);
}

TEST_CASE("blocking work is refused when its deadline passes before it begins") {
  Fixture fixture;
  Blocker blocker(fixture);
  bool ran = false;
  const auto late =
      fixture.executor->run_blocking(fixture.in(20ms), [&ran](db::Connection&) -> base::Result<> {
        ran = true;
        return {};
      });
  REQUIRE_FALSE(late);
  CHECK(late.error().code == Code::deadline_passed);
  CHECK(blocker.release());
  CHECK(fixture.run("SELECT 1") == "1");
  CHECK_FALSE(ran);
}

TEST_CASE("blocking work that has begun is waited for") {
  Fixture fixture;
  std::string local;
  const auto done =
      fixture.executor->run_blocking(fixture.in(200ms), [&local](db::Connection& session) -> base::Result<> {
        auto answer = query(session, "SELECT 'slow' FROM pg_sleep(0.4)");
        if (!answer) return std::unexpected(answer.error());
        local = *answer;
        return {};
      });
  CHECK(done);
  CHECK(local == "slow");
}
