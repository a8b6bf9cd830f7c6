#include "platform/reread_rules.hpp"

#include <doctest/doctest.h>

#include "support/fake_clock.hpp"

namespace reread_rules_test {

using namespace std::chrono_literals;
using platform::is_reread_due;
using platform::RereadPauses;
using platform::RereadRules;

TEST_CASE("a merchant is read again after five minutes") {
  support::FakeClock clock;
  tenancy::Merchant merchant;
  merchant.service_type = 2;
  merchant.state_read_at = clock.wall();
  CHECK_FALSE(is_reread_due(merchant, clock.wall(), RereadRules{}));
  CHECK_FALSE(is_reread_due(merchant, clock.wall() + 5min - 1us, RereadRules{}));
  CHECK(is_reread_due(merchant, clock.wall() + 5min, RereadRules{}));
}

TEST_CASE("a merchant that was never read or whose kind is not known is read at once") {
  support::FakeClock clock;
  tenancy::Merchant merchant;
  merchant.service_type = 2;
  CHECK(is_reread_due(merchant, clock.wall(), RereadRules{}));
  merchant.state_read_at = clock.wall();
  merchant.service_type.reset();
  CHECK(is_reread_due(merchant, clock.wall(), RereadRules{}));
}

TEST_CASE("pauses are each merchant s own") {
  support::FakeClock clock;
  RereadPauses pauses;
  CHECK(pauses.over(1, clock.steady()));
  pauses.set(1, clock.steady() + 10s);
  CHECK_FALSE(pauses.over(1, clock.steady()));
  CHECK(pauses.over(2, clock.steady()));
  clock.advance(10s);
  CHECK(pauses.over(1, clock.steady()));
}

}  // namespace reread_rules_test
