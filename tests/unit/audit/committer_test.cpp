#include "audit/committer.hpp"

#include <algorithm>

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "audit/memory_store.hpp"
#include "support/fake_random.hpp"

namespace committer_test {

using audit::Committer;
using base::Code;
using Fault = samples::MemoryStore::Fault;
using Step = Committer::Step;

// A committer over a store in memory, and the answers that its callers got.
struct Bench {
  support::FakeClock clock;
  support::FakeRandom random;
  base::Metrics metrics;
  base::Log log{base::LogLevel::error, base::LogFormat::text};
  boost::asio::io_context loop;
  samples::MemoryStore store;
  audit::CurrentDayKey day_key;
  Committer committer;
  std::vector<std::shared_ptr<audit::IntentWaiter>> intent_waiters;
  std::vector<std::shared_ptr<audit::RecordWaiter>> record_waiters;

  explicit Bench(std::int64_t roll_over = 1 << 20)
      : committer({"gw-1", roll_over, 256}, store, day_key, clock, random, metrics, log) {
    audit::Work nothing;
    REQUIRE(committer.commit(nothing, false) == Step::done);
  }

  std::shared_ptr<const audit::Head> head(const std::string& code) {
    auto head = std::make_shared<audit::Head>();
    head->json = audit::query_head(samples::head(7, code), samples::day_key(), random);
    head->columns = audit::query_columns(samples::head(7, code));
    return head;
  }

  audit::IntentRequest intent(const std::string& code = "A") {
    intent_waiters.push_back(std::make_shared<audit::IntentWaiter>(loop.get_executor()));
    return {head(code), intent_waiters.back(), nullptr, clock.steady()};
  }

  audit::RecordRequest record(std::shared_ptr<const audit::Intent> of, const std::string& code = "A") {
    record_waiters.push_back(std::make_shared<audit::RecordWaiter>(loop.get_executor()));
    audit::RecordRequest request;
    request.entry = audit::entry_of(of ? of->head() : head(code), samples::active());
    request.intent = std::move(of);
    request.waiter = record_waiters.back();
    return request;
  }

  // What a waiter was told; nothing when it still waits.
  template <class T>
  std::optional<T> told(const std::shared_ptr<base::Handoff<T>>& waiter) {
    std::optional<T> value;
    boost::asio::co_spawn(
        loop, [&]() -> base::Awaitable<> { value = co_await waiter->wait(base::Deadline{clock.steady()}); },
        [](std::exception_ptr failure) {
          if (failure) std::rethrow_exception(failure);
        });
    loop.restart();
    loop.run_for(std::chrono::seconds(5));
    return value;
  }

  std::shared_ptr<const audit::Intent> durable_intent(const std::string& code = "A") {
    audit::Work work;
    work.intents.push_back(intent(code));
    REQUIRE(committer.commit(work, false) == Step::done);
    return told(intent_waiters.back()).value().value();
  }

  std::int64_t current() { return committer.current_stream().value(); }

  std::vector<nlohmann::json> lines(const std::string& member, const std::string& value) {
    std::vector<nlohmann::json> found;
    for (const auto& line : store.all_lines()) {
      auto parsed = nlohmann::json::parse(line);
      if (parsed.value(member, "") == value) found.push_back(std::move(parsed));
    }
    return found;
  }
};

TEST_CASE("an intent and then its record become durable and the waiters learn where") {
  Bench bench;
  const auto intent = bench.durable_intent();
  CHECK(intent->stream() == bench.current());
  CHECK(intent->number() == 0);
  audit::Work work;
  work.records.push_back(bench.record(intent));
  CHECK(bench.committer.commit(work, false) == Step::done);
  CHECK(work.empty());
  const auto id = bench.told(bench.record_waiters.back()).value().value();
  CHECK(id.stream == bench.current());
  CHECK(id.seq == 1);
  CHECK(bench.lines("kind", "query").size() == 1);
}

TEST_CASE("a database that is away keeps the work and loses nothing") {
  Bench bench;
  audit::Work work;
  work.intents.push_back(bench.intent());
  bench.store.faults = {Fault::unavailable, Fault::unavailable};
  CHECK(bench.committer.commit(work, false) == Step::again);
  CHECK(bench.committer.commit(work, false) == Step::again);
  CHECK_FALSE(bench.committer.healthy());
  CHECK(work.intents.size() == 1);
  CHECK(bench.committer.commit(work, false) == Step::done);
  CHECK(bench.committer.healthy());
  CHECK(bench.told(bench.intent_waiters[0]).value().has_value());
}

TEST_CASE("a commit in doubt that took place is not repeated") {
  Bench bench;
  const auto intent = bench.durable_intent();
  audit::Work work;
  work.records.push_back(bench.record(intent));
  bench.store.faults = {Fault::doubt_committed};
  CHECK(bench.committer.commit(work, false) == Step::again);
  CHECK(work.empty());
  CHECK(bench.committer.commit(work, false) == Step::done);
  CHECK(bench.lines("kind", "query").size() == 1);
  CHECK(bench.told(bench.record_waiters[0]).value().value().seq == 1);
}

TEST_CASE("a commit in doubt that did not take place is repeated under a new epoch") {
  Bench bench;
  const auto intent = bench.durable_intent();
  audit::Work work;
  work.records.push_back(bench.record(intent));
  bench.store.faults = {Fault::doubt_lost};
  CHECK(bench.committer.commit(work, false) == Step::again);
  CHECK(bench.store.streams.at(bench.current()).epoch == 1);
  CHECK(bench.committer.commit(work, false) == Step::done);
  CHECK(bench.store.streams.at(bench.current()).epoch == 2);
  CHECK(bench.lines("kind", "query").size() == 1);
  CHECK(bench.told(bench.record_waiters[0]).value().value().seq == 1);
}

TEST_CASE("a resolve that is in doubt itself is asked again and its epoch is followed") {
  Bench bench;
  const auto intent = bench.durable_intent();
  audit::Work work;
  work.records.push_back(bench.record(intent));
  bench.store.faults = {Fault::doubt_lost};
  bench.store.resolve_in_doubt = true;
  CHECK(bench.committer.commit(work, false) == Step::again);
  CHECK(bench.committer.commit(work, false) == Step::again);
  CHECK(bench.store.streams.at(bench.current()).epoch == 2);
  CHECK(bench.committer.commit(work, false) == Step::done);
  CHECK(bench.store.streams.at(bench.current()).epoch == 3);
  CHECK(bench.lines("kind", "query").size() == 1);
}

TEST_CASE("nothing is cut while a commit is in doubt and the database is away") {
  Bench bench;
  audit::Work first;
  first.intents.push_back(bench.intent());
  bench.store.faults = {Fault::doubt_committed};
  CHECK(bench.committer.commit(first, false) == Step::again);
  bench.store.away = true;
  audit::Work second;
  second.intents.push_back(bench.intent());
  CHECK(bench.committer.commit(second, false) == Step::again);
  CHECK(second.intents.size() == 1);
  bench.store.away = false;
  CHECK(bench.committer.commit(second, false) == Step::done);
  CHECK(bench.told(bench.intent_waiters[0]).value().value()->number() == 0);
  CHECK(bench.told(bench.intent_waiters[1]).value().value()->number() == 1);
}

TEST_CASE("a fenced stream is left and its late answers become system records that name the other") {
  Bench bench;
  const auto intent = bench.durable_intent();
  const auto old_stream = bench.current();
  bench.store.take_over(old_stream);
  audit::Work work;
  work.records.push_back(bench.record(intent));
  work.intents.push_back(bench.intent("B"));
  CHECK(bench.committer.commit(work, false) == Step::again);
  CHECK(bench.committer.commit(work, false) == Step::done);
  CHECK(bench.current() != old_stream);
  CHECK(bench.told(bench.record_waiters[0]).value().error().code == Code::audit_unavailable);
  CHECK(bench.told(bench.intent_waiters[1]).value().value()->stream() == bench.current());
  const auto late = bench.lines("action", "late_answer");
  REQUIRE(late.size() == 1);
  CHECK(late[0]["merchant"] == "wxf8b4f85f3a794e77");  // a line with an mseq says whose it is
  CHECK(late[0].contains("mseq"));
  CHECK(late[0]["details"]["taken_over_by"] == "other-gateway");
  CHECK(late[0]["details"]["intent"] == 0);
  CHECK(late[0]["details"]["record"]["outcome"] == "active");
  CHECK(bench.lines("kind", "query").empty());
}

TEST_CASE("doubt about a stream that was taken over ends with the new stream") {
  Bench bench;
  audit::Work work;
  work.intents.push_back(bench.intent());
  bench.store.faults = {Fault::doubt_lost};
  CHECK(bench.committer.commit(work, false) == Step::again);
  const auto old_stream = bench.current();
  bench.store.take_over(old_stream);
  CHECK(bench.committer.commit(work, false) == Step::done);
  CHECK(bench.told(bench.intent_waiters[0]).value().value()->stream() != old_stream);
}

TEST_CASE("intents that were durable when their stream was taken over are refused and never asked for") {
  Bench bench;
  audit::Work work;
  work.intents.push_back(bench.intent());
  bench.store.faults = {Fault::doubt_committed};
  CHECK(bench.committer.commit(work, false) == Step::again);
  const auto old_stream = bench.current();
  bench.store.take_over(old_stream);  // by somebody who recorded the query as unknown
  CHECK(bench.committer.commit(work, false) == Step::done);
  CHECK(bench.current() != old_stream);
  CHECK(bench.told(bench.intent_waiters[0]).value().error().code == Code::audit_unavailable);
  CHECK(bench.store.streams.at(bench.current()).intents == 0);
}

TEST_CASE("a record that the database refuses is found and replaced while the others are written") {
  Bench bench;
  bench.store.poison = "POISON";
  audit::Work work;
  for (const std::string code : {"A", "B", "POISON", "C", "D"}) {
    work.records.push_back(bench.record(nullptr, code));
  }
  CHECK(bench.committer.commit(work, false) == Step::done);
  CHECK(bench.lines("kind", "query").size() == 4);
  const auto refused = bench.lines("action", "record_refused");
  REQUIRE(refused.size() == 1);
  CHECK(refused[0]["merchant"] == "wxf8b4f85f3a794e77");
  CHECK(refused[0].contains("mseq"));
  CHECK(refused[0]["details"]["sha256"].get<std::string>().size() == 64);
  CHECK(bench.told(bench.record_waiters[2]).value().error().code == Code::internal);
  CHECK(bench.told(bench.record_waiters[4]).value().has_value());
}

TEST_CASE("a doubled key is found like any other content that the database refuses") {
  Bench bench;
  bench.store.poison = "POISON";
  bench.store.poison_code = Code::already_exists;
  audit::Work work;
  work.records.push_back(bench.record(nullptr, "A"));
  work.records.push_back(bench.record(nullptr, "POISON"));
  CHECK(bench.committer.commit(work, false) == Step::done);
  CHECK(bench.told(bench.record_waiters[0]).value().has_value());
  CHECK(bench.told(bench.record_waiters[1]).value().error().code == Code::internal);
}

TEST_CASE("a refused intent fails alone and a refused record closes its intent") {
  Bench bench;
  bench.store.poison = "POISON";
  audit::Work work;
  work.intents.push_back(bench.intent("A"));
  work.intents.push_back(bench.intent("POISON"));
  CHECK(bench.committer.commit(work, false) == Step::done);
  CHECK(bench.told(bench.intent_waiters[1]).value().error().code == Code::internal);
  const auto intent = bench.told(bench.intent_waiters[0]).value().value();

  bench.store.poison = "\"outcome\":\"active\"";
  work.records.push_back(bench.record(intent));
  CHECK(bench.committer.commit(work, false) == Step::done);
  const auto refused = bench.lines("action", "record_refused");
  REQUIRE(refused.size() == 2);
  CHECK_FALSE(refused[0].contains("intent"));
  CHECK(refused[1]["intent"] == intent->number());
  CHECK(bench.committer.seal(true));
}

TEST_CASE("a full stream is rolled over and sealed when its last intent is closed") {
  Bench bench(16);
  const auto intent = bench.durable_intent();
  const auto first = bench.current();
  audit::Work work;
  for (int i = 0; i < 20; ++i) {
    work.records.push_back(bench.record(nullptr));
  }
  CHECK(bench.committer.commit(work, false) == Step::done);
  CHECK_FALSE(bench.committer.current_stream().has_value());
  CHECK(bench.committer.healthy());  // the next one is opened by the next commit
  const auto next = bench.durable_intent();
  CHECK(next->stream() != first);
  CHECK_FALSE(bench.committer.seal(false));
  CHECK(bench.store.streams.at(first).state == "open");

  work.records.push_back(bench.record(intent));
  CHECK(bench.committer.commit(work, false) == Step::done);
  CHECK(bench.told(bench.record_waiters.back()).value().value().stream == first);
  CHECK(bench.committer.seal(false));
  CHECK(bench.store.streams.at(first).state == "sealed");
  CHECK(bench.store.streams.at(next->stream()).state == "open");
}

TEST_CASE("the end of the day of the database rolls the stream over") {
  Bench bench;
  const auto first = bench.current();
  bench.store.today = "2026-11-23";
  audit::Work nothing;
  CHECK(bench.committer.commit(nothing, false) == Step::done);
  CHECK(bench.committer.seal(false));
  CHECK(bench.committer.commit(nothing, false) == Step::done);
  CHECK(bench.current() != first);
  const auto opened = bench.lines("action", "stream_opened");
  CHECK(std::ranges::any_of(opened, [](const auto& line) { return line["details"]["sealed"].size() == 1; }));
}

TEST_CASE("lines of other processes are moved once") {
  Bench bench;
  audit::Head head = *bench.head("outbox");
  head.columns.kind = audit::Kind::admin;
  const auto entry = audit::entry_of(std::make_shared<const audit::Head>(std::move(head)));
  bench.store.outbox.push_back({41, audit::Draft{entry, std::nullopt}});
  audit::Work work;
  work.records.push_back(bench.record(nullptr));
  CHECK(bench.committer.commit(work, true) == Step::done);
  CHECK(bench.store.outbox.empty());
  CHECK(bench.lines("kind", "admin").size() == 1);
  CHECK(bench.told(bench.record_waiters[0]).value().value().seq == 1);
}

TEST_CASE("a stop seals only when every intent has its record") {
  Bench bench;
  const auto intent = bench.durable_intent();
  CHECK_FALSE(bench.committer.seal(true));
  audit::Work work;
  work.records.push_back(audit::not_sent_record(intent));
  CHECK(bench.committer.commit(work, false) == Step::done);
  CHECK(bench.committer.seal(true));
  const auto lines = bench.lines("outcome", "not_sent");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0]["intent"] == 0);
}

}  // namespace committer_test
