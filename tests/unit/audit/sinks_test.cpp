#include "audit/sinks.hpp"

#include <doctest/doctest.h>

namespace sinks_test {

using namespace std::chrono_literals;
using audit::SinkState;

SinkState sink(std::int64_t behind, std::optional<base::WallTime> succeeded,
               std::chrono::seconds oldest = 0s) {
  SinkState state;
  state.name = "url https://witness.example/";
  state.behind = behind;
  state.succeeded_at = succeeded;
  state.oldest_waits = oldest;
  return state;
}

const base::WallTime once{1'700'000'000s};

TEST_CASE("nobody outside means unwitnessed") {
  CHECK_FALSE(audit::judge_witness({}, 600s).witnessed);
  CHECK_FALSE(audit::judge_witness({sink(3, std::nullopt, 5s)}, 600s).witnessed);
}

TEST_CASE("one place that keeps up is a witness") {
  CHECK(audit::judge_witness({sink(0, once)}, 600s).witnessed);
  CHECK(audit::judge_witness({sink(2, once, 599s)}, 600s).witnessed);
  CHECK_FALSE(audit::judge_witness({sink(2, once, 600s)}, 600s).witnessed);
  CHECK(audit::judge_witness({sink(9, once, 1h), sink(0, once)}, 600s).witnessed);
}

TEST_CASE("it is told why there is none") {
  auto failing = sink(4, once, 2h);
  failing.last_failure = "status 503";
  CHECK(audit::judge_witness({failing}, 600s).what.contains("status 503"));
  CHECK(audit::judge_witness({failing}, 600s).failure.contains("status 503"));
  CHECK(audit::judge_witness({failing}, 600s).reason == "behind");
  CHECK(audit::judge_witness({}, 600s).what.contains("audit.checkpoint_file"));
  CHECK(audit::judge_witness({}, 600s).reason == "no_sink");
}

}  // namespace sinks_test
