#include "base/metrics.hpp"

#include <doctest/doctest.h>

TEST_CASE("totals by the value of a label") {
  base::Metrics metrics;
  metrics.counter("calls", "", {{"result", "0"}, {"listener", "a"}}).add(3);
  metrics.counter("calls", "", {{"result", "0"}, {"listener", "b"}}).add(4);
  metrics.counter("calls", "", {{"result", "80304"}, {"listener", "a"}}).add();
  metrics.counter("others", "", {{"result", "0"}}).add(100);
  CHECK(metrics.totals("calls", "result") == std::map<std::string, double>{{"0", 7}, {"80304", 1}});
  CHECK(metrics.totals("calls", "nothing").empty());
  CHECK(metrics.totals("nothing", "result").empty());
}

TEST_CASE("quantiles are the bounds of buckets") {
  base::Metrics metrics;
  const auto seconds = metrics.histogram("seconds", "", {0.001, 0.01, 0.1}, {{"listener", "a"}});
  CHECK(metrics.quantiles("seconds", {}, {0.5}).count == 0);
  for (int i = 0; i < 90; ++i)
    seconds.observe(0.0005);
  for (int i = 0; i < 9; ++i)
    seconds.observe(0.05);
  seconds.observe(3);
  const auto seen = metrics.quantiles("seconds", {{"listener", "a"}}, {0.5, 0.9, 0.95, 1});
  CHECK(seen.count == 100);
  CHECK(seen.values == std::vector<double>{0.001, 0.001, 0.1, 0.1});
  CHECK(metrics.quantiles("seconds", {{"listener", "b"}}, {0.5}).count == 0);
}
