#include "platform/ticket_watch.hpp"

#include <doctest/doctest.h>

#include "support/platform_database.hpp"

namespace ticket_watch_test {

using namespace std::chrono_literals;
using support::PlatformDatabase;

TEST_CASE("a ticket is overdue when three pushes have not come") {
  const base::WallTime now(100h);
  CHECK(platform::is_ticket_overdue(std::nullopt, now));
  CHECK_FALSE(platform::is_ticket_overdue(now, now));
  CHECK_FALSE(platform::is_ticket_overdue(now - 30min, now));
  CHECK(platform::is_ticket_overdue(now - 30min - 1s, now));
}

TEST_CASE_FIXTURE(PlatformDatabase, "one gateway in ten minutes asks for tickets") {
  const auto last = [&] {
    return done([](db::Transaction& tx) -> base::Result<std::optional<base::WallTime>> {
      return platform::last_ticket_request(tx);
    });
  };
  CHECK_FALSE(last().has_value());
  CHECK(platform::take_ticket_request(*connection, 10min).value());
  CHECK(last().has_value());
  CHECK_FALSE(platform::take_ticket_request(*connection, 10min).value());
  ask("UPDATE ticket_request SET asked_at = now() - interval '11 minutes'");
  CHECK(platform::take_ticket_request(*connection, 10min).value());
  CHECK_FALSE(platform::take_ticket_request(*connection, 10min).value());
}

TEST_CASE_FIXTURE(PlatformDatabase, "a ticket that is pushed again has its time anew") {
  set_ticket("ticket@@@a");
  set("ticket_received_at = now() - interval '11 hours'");
  const auto stamp = column("stamp");
  set_ticket("ticket@@@a");
  CHECK(column("ticket_received_at > now() - interval '1 minute'") == "t");
  CHECK(column("stamp > " + stamp) == "t");
}

}  // namespace ticket_watch_test
