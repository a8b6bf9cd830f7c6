#include "query/refusal_tally.hpp"

#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include "support/fake_audit_log.hpp"
#include "support/fake_clock.hpp"
#include "support/run_loop.hpp"

namespace refusal_tally_test {

using base::Code;
using std::chrono::minutes;
using std::chrono::seconds;

struct Tallying {
  boost::asio::io_context loop;
  support::FakeClock clock;
  support::FakeAuditLog log;
  base::Metrics metrics;
  base::Log events{base::LogLevel::error, base::LogFormat::text};
  query::TallyOptions options{.look = std::chrono::milliseconds(1)};

  query::RefusalTally make() { return {loop, options, log, clock, metrics, events}; }

  audit::QueryHead head(int key) {
    audit::QueryHead made;
    made.time = clock.wall();
    made.request_id = "request-" + std::to_string(++requests);
    made.caller.api_key = key;
    return made;
  }

  int requests = 0;
};

TEST_CASE("refusals of one key reason and minute become one record with a count") {
  Tallying t;
  auto tally = t.make();
  for (int i = 0; i < 1'000; ++i) {
    tally.note(t.head(1), Code::rate_limited, "rate");
  }
  tally.note(t.head(2), Code::rate_limited, "rate");
  tally.note(t.head(1), Code::address_not_allowed, "address");
  tally.note(t.head(1), Code::api_key_invalid, "revoked");
  CHECK(tally.size() == 4);

  support::run(t.loop, tally.flush(false));
  CHECK_MESSAGE(t.log.records.empty(), "the minute is not over");

  t.clock.advance(minutes(1));
  tally.note(t.head(1), Code::rate_limited, "rate");
  support::run(t.loop, tally.flush(false));
  REQUIRE(t.log.records.size() == 4);
  CHECK(tally.size() == 1);

  int of_rate = 0;
  for (const auto& record : t.log.records) {
    CHECK(record.tail.outcome == audit::Outcome::refused);
    CHECK(!record.had_intent);
    if (record.head.caller.api_key == 1 && record.tail.code == Code::rate_limited) {
      of_rate = record.tail.count;
      CHECK(record.head.request_id == "request-1");
    } else {
      CHECK(record.tail.count == 1);
    }
  }
  CHECK(of_rate == 1'000);
}

TEST_CASE("what does not fit is dropped what is known is still counted") {
  Tallying t;
  t.options.entries = 2;
  auto tally = t.make();
  for (const int key : {1, 2, 3, 1}) {
    tally.note(t.head(key), Code::rate_limited, "rate");
  }
  CHECK(tally.size() == 2);
  support::run(t.loop, tally.flush(true));
  REQUIRE(t.log.records.size() == 2);
  CHECK(t.log.records[0].tail.count == 2);
  CHECK(t.metrics.render().find("marketcode_refusals_untold_total 1") != std::string::npos);
}

TEST_CASE("while the log is away refusals wait and go on counting") {
  Tallying t;
  t.options.parallel = 2;
  auto tally = t.make();
  for (int key = 1; key <= 10; ++key) {
    tally.note(t.head(key), Code::rate_limited, "rate");
  }
  t.log.refuse_fails = true;
  support::run(t.loop, tally.flush(true));
  // What the log was given it keeps; the rest was held back.
  CHECK(t.log.records.size() + tally.size() == 10);
  CHECK(t.log.records.size() <= 2);

  t.log.refuse_fails = false;
  tally.note(t.head(10), Code::rate_limited, "rate");
  support::run(t.loop, tally.flush(true));
  CHECK(tally.size() == 0);
  CHECK(t.log.records.size() == 10);
  CHECK(t.log.records.back().tail.count == 2);
}

TEST_CASE("the loop writes minutes that are over and stopping writes the rest") {
  Tallying t;
  auto tally = t.make();
  tally.start();
  tally.note(t.head(1), Code::rate_limited, "rate");
  t.clock.advance(seconds(60));
  support::run_until(t.loop, [&] { return t.log.records.size() == 1; });

  tally.note(t.head(1), Code::rate_limited, "rate");
  bool stopped = false;
  tally.stop([&] { stopped = true; });
  support::run_until(t.loop, [&] { return stopped; });
  CHECK(t.log.records.size() == 2);
}

TEST_CASE("a tally that was never started stops as well") {
  Tallying t;
  auto tally = t.make();
  tally.note(t.head(1), Code::rate_limited, "rate");
  bool stopped = false;
  tally.stop([&] { stopped = true; });
  support::run_until(t.loop, [&] { return stopped; });
  CHECK(t.log.records.size() == 1);
}

TEST_CASE("refusals may be noted from any thread while others are written") {
  Tallying t;
  auto tally = t.make();
  const auto head = t.head(1);
  constexpr int threads = 4;
  constexpr int each = 500;
  {
    std::vector<std::jthread> noting;
    for (int i = 0; i < threads; ++i) {
      noting.emplace_back([&] {
        for (int n = 0; n < each; ++n) {
          tally.note(head, Code::rate_limited, "rate");
        }
      });
    }
    for (int i = 0; i < 20; ++i) {
      support::run(t.loop, tally.flush(true));
    }
  }
  support::run(t.loop, tally.flush(true));
  int counted = 0;
  for (const auto& record : t.log.records) {
    counted += record.tail.count;
  }
  CHECK(counted == threads * each);
}

}  // namespace refusal_tally_test
