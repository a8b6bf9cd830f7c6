#include "audit/writer.hpp"

#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include "audit/memory_store.hpp"
#include "support/fake_random.hpp"
#include "support/run_loop.hpp"

namespace writer_test {

using namespace std::chrono_literals;
using base::Code;

// A writer with its thread, over a store in memory. The store is touched from here only while the writer
// sleeps or after it stopped, but for `away`, which a real outage would change at any moment too.
class GatedStore final : public audit::StreamStore {
 public:
  samples::MemoryStore inner;
  std::atomic<bool> away{false};

  base::Result<audit::Cut> open(std::int64_t id,
                                const std::function<audit::Cut(const audit::Opening&)>& cut) override {
    if (away) return base::fail(Code::database_unavailable);
    return inner.open(id, cut);
  }
  base::Result<std::vector<audit::Waiting>> peek_outbox(std::size_t limit) override {
    if (away) return base::fail(Code::database_unavailable);
    return inner.peek_outbox(limit);
  }
  base::Result<> append(const std::vector<audit::Cut>& cuts, const std::vector<std::int64_t>& outbox,
                        audit::Appended& report) override {
    if (away) return base::fail(Code::database_unavailable);
    return inner.append(cuts, outbox, report);
  }
  base::Result<audit::Fate> resolve(const std::vector<audit::Cut>& cuts) override {
    return inner.resolve(cuts);
  }
  base::Result<> seal(const audit::Stream& stream) override {
    if (away) return base::fail(Code::database_unavailable);
    return inner.seal(stream);
  }
  base::Result<std::string> new_owner(std::int64_t stream) override { return inner.new_owner(stream); }
  base::Result<audit::DayKey> maintain() override { return inner.maintain(); }
};

struct Bench {
  base::SystemClock clock;
  support::FakeRandom random;
  base::Metrics metrics;
  base::Log log{base::LogLevel::error, base::LogFormat::text};
  boost::asio::io_context loop;
  GatedStore* store = nullptr;
  std::unique_ptr<audit::Writer> writer;

  explicit Bench(std::size_t most_intents = 100) {
    auto owned = std::make_unique<GatedStore>();
    store = owned.get();
    audit::WriterOptions options;
    options.committer.instance = "gw-1";
    options.most_intents = most_intents;
    writer = std::make_unique<audit::Writer>(options, std::move(owned), clock, random, metrics, log);
    REQUIRE(writer->start());
  }

  base::Deadline in(std::chrono::milliseconds time) const { return {clock.steady() + time}; }
  auto begin(std::chrono::milliseconds time = 5s) {
    return support::run(loop, writer->begin(samples::head(), in(time)));
  }
  auto finish(std::shared_ptr<const audit::Intent> intent, std::chrono::milliseconds time = 5s) {
    return support::run(loop, writer->finish(std::move(intent), samples::active(), in(time)));
  }

  std::size_t lines_with(const std::string& part) {
    std::size_t count = 0;
    for (const auto& line : store->inner.all_lines()) {
      count += line.find(part) != std::string::npos ? 1 : 0;
    }
    return count;
  }
};

TEST_CASE("a query goes from intent to record and the stop seals its stream") {
  Bench bench;
  const auto intent = bench.begin();
  REQUIRE(intent);
  const auto record = bench.finish(*intent);
  REQUIRE(record);
  CHECK(record->stream == bench.writer->current_stream());
  CHECK(bench.writer->healthy());
  bench.writer->stop(5s);
  CHECK(bench.store->inner.streams.at(record->stream).state == "sealed");
  CHECK(bench.lines_with("\"outcome\":\"active\"") == 1);
}

TEST_CASE("an intent that is not durable in time is refused and leaves no trace when it was never cut") {
  Bench bench;
  bench.store->away = true;
  const auto refused = bench.begin(20ms);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Code::audit_unavailable);
  bench.store->away = false;
  REQUIRE(bench.begin());
  bench.writer->stop(10ms);
  // The first may have been part of a cut that failed, and then commits late: it is closed as not_sent.
  CHECK(bench.lines_with("not_sent") <= 1);
}

TEST_CASE("a record that is not durable in time is written when the database is back") {
  Bench bench;
  const auto intent = bench.begin();
  REQUIRE(intent);
  bench.store->away = true;
  const auto late = bench.finish(*intent, 20ms);
  REQUIRE_FALSE(late);
  CHECK(late.error().code == Code::audit_unavailable);
  bench.store->away = false;
  bench.writer->stop(10s);
  CHECK(bench.lines_with("\"outcome\":\"active\"") == 1);
}

TEST_CASE("an intent that commits after its query was given up is closed as not sent") {
  Bench bench;
  // The waiter gives up at once; its intent may or may not have been cut by then, and may even have come in
  // time.
  for (int i = 0; i < 20; ++i) {
    if (const auto intent = bench.begin(0ms)) CHECK(bench.finish(*intent));
  }
  // The loop goes on while the writer stops, as in the program: late deliveries come there.
  auto guard = boost::asio::make_work_guard(bench.loop);
  bench.loop.restart();
  std::thread loop([&] { bench.loop.run(); });
  bench.writer->stop(10s);
  guard.reset();
  loop.join();

  std::int64_t intents = 0;
  for (const auto& [id, row] : bench.store->inner.streams) {
    intents += row.intents;
    CHECK(row.state == "sealed");
  }
  CHECK(static_cast<std::int64_t>(bench.lines_with("\"intent\":")) == intents);
}

TEST_CASE("what a commit holds is shown as waiting while the database is away") {
  Bench bench;
  const auto intent = bench.begin();
  REQUIRE(intent);
  bench.store->away = true;
  REQUIRE_FALSE(bench.finish(*intent, 20ms));
  const auto give_up = bench.clock.steady() + 20s;
  while (bench.writer->waiting() != 1 && bench.clock.steady() < give_up) {
    std::this_thread::yield();
  }
  CHECK(bench.writer->waiting() == 1);
  bench.store->away = false;
  bench.writer->stop(10s);
  CHECK(bench.writer->waiting() == 0);
}

TEST_CASE("too many waiting intents are refused at once") {
  Bench bench(3);
  bench.store->away = true;
  // More than the thread can take out of the queue while they come.
  int at_once = 0;
  for (int i = 0; i < 100; ++i) {
    boost::asio::co_spawn(
        bench.loop,
        [&]() -> base::Awaitable<> {
          const auto intent = co_await bench.writer->begin(samples::head(), bench.in(200ms));
          if (!intent && intent.error().detail.starts_with("too many")) ++at_once;
        },
        [](std::exception_ptr) {});
  }
  bench.loop.run();
  CHECK(at_once >= 1);
  bench.writer->stop(0ms);
}

TEST_CASE("queries of many loops are committed in batches and none is lost") {
  Bench bench(10'000);
  int recorded = 0;
  for (int i = 0; i < 500; ++i) {
    boost::asio::co_spawn(
        bench.loop,
        [&]() -> base::Awaitable<> {
          auto intent = co_await bench.writer->begin(samples::head(), bench.in(5s));
          if (!intent) co_return;
          const auto record = co_await bench.writer->finish(*intent, samples::active(), bench.in(5s));
          if (record) ++recorded;
        },
        [](std::exception_ptr) {});
  }
  bench.loop.run();
  CHECK(recorded == 500);
  bench.writer->stop(5s);
  const auto& row = bench.store->inner.streams.begin()->second;
  CHECK(row.lines.size() == 501);
  CHECK(row.batch < 1001);
}

TEST_CASE("refusals do not pile up while the database is away") {
  Bench bench(3);
  bench.store->away = true;
  int at_once = 0;
  for (int i = 0; i < 10; ++i) {
    const auto refused =
        support::run(bench.loop, bench.writer->refuse(samples::head(), samples::active(), bench.in(5ms)));
    if (!refused && refused.error().detail.starts_with("too many")) ++at_once;
  }
  CHECK(at_once >= 1);
  bench.writer->stop(0ms);
}

}  // namespace writer_test
