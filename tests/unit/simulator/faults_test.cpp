#include "simulator/faults.hpp"

#include <doctest/doctest.h>

#include "support/fake_random.hpp"

namespace faults_test {

using namespace simulator;

TEST_CASE("a fault strikes as often as it says") {
  support::FakeRandom random;
  Faults faults;
  Fault twice;
  twice.times = 2;
  faults.add(twice);
  CHECK(faults.take("/a", "", random));
  CHECK(faults.take("/b", "wx1", random));
  CHECK_FALSE(faults.take("/a", "", random));
  CHECK(faults.all().front().hits == 2);
}

TEST_CASE("a fault for ever never ends but can be removed") {
  support::FakeRandom random;
  Faults faults;
  Fault forever;
  forever.times = 0;
  const std::uint64_t id = faults.add(forever);
  for (int i = 0; i < 100; ++i) {
    CHECK(faults.take("/a", "", random));
  }
  CHECK(faults.remove(id));
  CHECK_FALSE(faults.remove(id));
  CHECK_FALSE(faults.take("/a", "", random));
}

TEST_CASE("faults keep to their path and merchant and queue up") {
  support::FakeRandom random;
  Faults faults;
  Fault first;
  first.path = "/a";
  first.merchant = "wx1";
  first.errcode = 1;
  Fault second = first;
  second.errcode = 2;
  second.skip = 1;
  faults.add(first);
  faults.add(second);
  CHECK_FALSE(faults.take("/b", "wx1", random));
  CHECK_FALSE(faults.take("/a", "wx2", random));
  CHECK(faults.take("/a", "wx1", random)->errcode == 1);
  CHECK_FALSE(faults.take("/a", "wx1", random));
  CHECK(faults.take("/a", "wx1", random)->errcode == 2);
}

TEST_CASE("a probable fault strikes about as often as it should") {
  support::FakeRandom random;
  Faults faults;
  Fault probable;
  probable.times = 0;
  probable.probability = 0.25;
  faults.add(probable);
  int hits = 0;
  for (int i = 0; i < 4000; ++i) {
    hits += faults.take("/a", "", random) ? 1 : 0;
  }
  CHECK(hits > 800);
  CHECK(hits < 1200);
  faults.clear();
  probable.probability = 0;
  faults.add(probable);
  CHECK_FALSE(faults.take("/a", "", random));
}

TEST_CASE("every kind has a name and only refusals replace the call") {
  for (const char* kind : {"delay", "errcode", "status", "html", "empty", "invalid_json", "not_utf8", "huge",
                           "drip", "interim", "truncated", "chunked_cut", "no_length", "garbage",
                           "silent_close", "reset", "reset_mid", "reset_unread"}) {
    REQUIRE(fault_kind(kind));
    CHECK(name(*fault_kind(kind)) == kind);
  }
  CHECK_FALSE(fault_kind("nonsense"));
  CHECK(executes_by_default(FaultKind::reset));
  CHECK_FALSE(executes_by_default(FaultKind::status));
  CHECK_FALSE(executes_by_default(FaultKind::reset_unread));
}

}  // namespace faults_test
