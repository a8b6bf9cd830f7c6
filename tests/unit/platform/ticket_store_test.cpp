#include "platform/ticket_store.hpp"

#include <doctest/doctest.h>

#include "platform/rows.hpp"
#include "support/platform_database.hpp"

namespace ticket_store_test {

using namespace std::chrono_literals;

struct Fixture : support::PlatformDatabase {
  base::WallTime now = std::chrono::floor<std::chrono::seconds>(base::SystemClock().wall());

  std::string ticket() {
    const auto hex = column("encode(ticket, 'hex')");
    return std::string(keys.open(base::from_hex(hex).value(), platform::ticket_row).value().reveal());
  }
  bool aged() { return column("ticket_received_at < now() - interval '59 minutes'") == "t"; }
  void age() { set("ticket_received_at = now() - interval '1 hour'"); }
};

TEST_CASE_FIXTURE(Fixture, "ticket store - a ticket that was made before the stored one changes nothing") {
  CHECK(set_ticket("ticket@@@2", now - 20min));
  age();
  const auto before = column("stamp");
  CHECK_FALSE(set_ticket("ticket@@@1", now - 30min));
  CHECK(ticket() == "ticket@@@2");
  CHECK(aged());
  CHECK(column("stamp") == before);
  CHECK(set_ticket("ticket@@@3", now - 10min));
  CHECK(ticket() == "ticket@@@3");
  CHECK_FALSE(aged());
}

TEST_CASE_FIXTURE(Fixture, "ticket store - a push that comes again refreshes the time") {
  CHECK(set_ticket("ticket@@@1", now - 20min));
  age();
  CHECK(set_ticket("ticket@@@1", now - 20min));
  CHECK_FALSE(aged());
}

TEST_CASE_FIXTURE(Fixture, "ticket store - without a time of its own a ticket always counts") {
  CHECK(set_ticket("ticket@@@1", now - 20min));
  CHECK(set_ticket("ticket@@@typed-in"));
  CHECK(ticket() == "ticket@@@typed-in");
  CHECK_FALSE(set_ticket("ticket@@@0", now - 21min));  // the push before is remembered
  CHECK(set_ticket("ticket@@@2", now - 20min));
}

TEST_CASE_FIXTURE(Fixture, "ticket store - a time that lies ahead keeps others out for ten minutes at most") {
  CHECK(set_ticket("ticket@@@1", now + 24h));
  CHECK(column("ticket_created_at <= now() + interval '10 minutes'") == "t");
  CHECK_FALSE(set_ticket("ticket@@@2", now));
  CHECK(set_ticket("ticket@@@3", now + 11min));
}

}  // namespace ticket_store_test
