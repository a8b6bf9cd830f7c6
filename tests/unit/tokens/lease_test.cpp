#include "tokens/lease.hpp"

#include <doctest/doctest.h>

namespace lease_test {

using namespace std::chrono_literals;
using tokens::LeaseStep;
using tokens::LeaseView;
using tokens::LeaseWatch;

LeaseView row(std::int64_t generation) {
  LeaseView view;
  view.state.generation = generation;
  return view;
}
LeaseView taken(std::int64_t generation) {
  auto view = row(generation);
  view.taken = true;
  return view;
}
LeaseView held(std::int64_t generation, int failures = 0) {
  auto view = row(generation);
  view.held = true;
  view.state.failures = failures;
  return view;
}

TEST_CASE("a lease of ours is used") {
  LeaseWatch watch(4, std::nullopt);
  CHECK(watch.next(taken(4), true) == LeaseStep::ask);
}

TEST_CASE("a newer generation needs no lease whoever holds it") {
  CHECK(LeaseWatch(4, std::nullopt).next(row(5), true) == LeaseStep::adopt);
  CHECK(LeaseWatch(4, std::nullopt).next(held(5), false) == LeaseStep::adopt);
  CHECK(LeaseWatch(4, 60s).next(row(5), true) == LeaseStep::adopt);
}

TEST_CASE("whoever waits for the token waits for the holder others step aside") {
  LeaseWatch watch(4, std::nullopt);
  CHECK(watch.next(held(4), true) == LeaseStep::wait);
  CHECK(watch.next(held(4), true) == LeaseStep::wait);
  CHECK(watch.next(held(4), false) == LeaseStep::step_aside);
}

TEST_CASE("what the holder brought is the end of waiting") {
  SUBCASE("a token") {
    LeaseWatch watch(4, std::nullopt);
    CHECK(watch.next(held(4), true) == LeaseStep::wait);
    CHECK(watch.next(row(5), true) == LeaseStep::adopt);
  }
  SUBCASE("a failure") {
    LeaseWatch watch(4, std::nullopt);
    CHECK(watch.next(held(4, 2), true) == LeaseStep::wait);
    auto failed = row(4);
    failed.state.failures = 3;
    failed.state.last_errcode = 45011;
    CHECK(watch.next(failed, true) == LeaseStep::failed);
    CHECK(error_of(LeaseStep::failed, failed, std::nullopt).code == base::Code::token_unavailable);
  }
  SUBCASE("the end of the authorisation") {
    LeaseWatch watch(4, std::nullopt);
    CHECK(watch.next(held(4), true) == LeaseStep::wait);
    auto gone = row(4);
    gone.state.needs_reauthorization = true;
    gone.state.failures = 1;
    gone.state.last_errcode = 61023;
    CHECK(watch.next(gone, true) == LeaseStep::gone);
    const auto error = error_of(LeaseStep::gone, gone, std::nullopt);
    CHECK(error.code == base::Code::merchant_needs_reauthorization);
    CHECK(error.cause == "errcode 61023");
  }
  SUBCASE("nothing because it died") {
    LeaseWatch watch(4, std::nullopt);
    CHECK(watch.next(held(4, 2), true) == LeaseStep::wait);
    auto over = row(4);
    over.state.failures = 2;
    CHECK(watch.next(over, true) == LeaseStep::wait);  // came free between attempt and look: try again
    CHECK(watch.next(taken(4), true) == LeaseStep::ask);
  }
}

TEST_CASE("failures of long ago are no answer") {
  LeaseWatch watch(4, std::nullopt);
  CHECK(watch.next(held(4, 9), true) == LeaseStep::wait);
  CHECK(watch.next(held(4, 9), true) == LeaseStep::wait);
}

TEST_CASE("a forced renewal that comes too early is refused with the rest of the pause") {
  auto view = row(4);
  view.since_forced = 20s;
  CHECK(LeaseWatch(4, 60s).next(view, true) == LeaseStep::too_soon);
  CHECK(error_of(LeaseStep::too_soon, view, 60s).retry_after == 40s);
  CHECK(LeaseWatch(4, std::nullopt).next(view, true) == LeaseStep::wait);
  view.since_forced = 60s;
  CHECK(LeaseWatch(4, 60s).next(view, true) == LeaseStep::wait);
  view.since_forced = 20s;
  view.held = true;
  CHECK(LeaseWatch(4, 60s).next(view, true) == LeaseStep::wait);  // its holder brings what we want
}

TEST_CASE("a failure without an errcode is told as one") {
  CHECK(error_of(LeaseStep::failed, row(4), std::nullopt).code == base::Code::token_unavailable);
}

TEST_CASE("a forced renewal in the future is none that counts") {
  auto view = row(4);
  view.since_forced = -3h;
  CHECK(LeaseWatch(4, 60s).next(view, true) == LeaseStep::wait);
}

}  // namespace lease_test
