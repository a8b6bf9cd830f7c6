#include "platform/platform_cell.hpp"

#include <doctest/doctest.h>

#include "platform/rows.hpp"
#include "support/fake_clock.hpp"
#include "support/token_states.hpp"

namespace platform_cell_test {

using platform::PlatformCell;
using platform::PlatformRow;

const base::WallTime now = support::FakeClock().wall();

struct Fixture {
  crypto::KeyRing keys = support::key_ring();
  PlatformCell cell{keys};

  tokens::TokenState state(std::int64_t generation, std::int64_t stamp) {
    support::FakeRandom random;
    tokens::TokenState state;
    state.access_envelope = keys.seal("component-" + std::to_string(generation), platform::token_row, random);
    state.generation = generation;
    state.expires_at = now;
    state.stamp = stamp;
    return state;
  }
  PlatformRow row(std::int64_t generation, std::int64_t stamp, base::WallTime ticket = now) {
    return {"wxcomponent", ticket, state(generation, stamp)};
  }
};

TEST_CASE_FIXTURE(Fixture, "platform cell - empty until a row is loaded") {
  CHECK_FALSE(cell.token());
  CHECK_FALSE(cell.state());
  cell.load(row(3, 10), true);
  CHECK(cell.token()->text.reveal() == "component-3");
  CHECK(cell.token()->generation == 3);
  CHECK(cell.row().component_appid == "wxcomponent");
}

TEST_CASE_FIXTURE(Fixture, "platform cell - older rows do not replace newer tokens unless all is read anew") {
  cell.put(state(3, 10));
  cell.load(row(2, 11), false);
  CHECK(cell.token()->generation == 3);
  CHECK(cell.row().component_appid == "wxcomponent");
  cell.put(state(2, 99));
  CHECK(cell.token()->generation == 3);
  cell.put(state(3, 9));
  CHECK(cell.state()->stamp == 10);
  cell.put(state(3, 12));
  CHECK(cell.state()->stamp == 12);
  cell.load(row(1, 1), true);
  CHECK(cell.token()->generation == 1);
}

TEST_CASE_FIXTURE(Fixture, "platform cell - a new ticket is told once") {
  CHECK_FALSE(cell.take_new_ticket());
  cell.load(row(1, 1), false);
  CHECK(cell.take_new_ticket());
  CHECK_FALSE(cell.take_new_ticket());
  cell.load(row(2, 2), false);
  CHECK_FALSE(cell.take_new_ticket());
  cell.load(row(2, 3, now + std::chrono::seconds(1)), false);
  CHECK(cell.take_new_ticket());
}

TEST_CASE_FIXTURE(Fixture, "platform cell - a row without token or one that does not open") {
  auto empty = row(0, 1);
  empty.token.access_envelope.clear();
  cell.load(empty, true);
  CHECK(cell.state()->generation == 0);
  CHECK_FALSE(cell.token());
  auto strange = row(1, 2);
  strange.token.access_envelope.back() ^= 1;
  cell.load(strange, false);
  CHECK_FALSE(cell.token());
}

}  // namespace platform_cell_test
