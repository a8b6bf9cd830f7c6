#include "simulator/ledger.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/fake_clock.hpp"

namespace ledger_test {

using namespace simulator;

LedgerEntry entry(std::string_view path, std::string merchant) {
  LedgerEntry made;
  made.path = path;
  made.merchant = std::move(merchant);
  made.time = support::FakeClock().wall();
  return made;
}

TEST_CASE("entries are numbered and filtered and paged") {
  Ledger ledger;
  for (int i = 0; i < 10; ++i) {
    ledger.append(entry(i % 2 == 0 ? "/a" : "/b", i < 5 ? "wx1" : "wx2"), 100);
  }
  CHECK(ledger.page({}, 100).size() == 10);
  CHECK(ledger.page({.path = "/a"}, 100).size() == 5);
  CHECK(ledger.page({.path = "/a", .merchant = "wx2"}, 100).size() == 2);
  CHECK(ledger.page({.after = 7}, 100).front().n == 8);
  CHECK(ledger.page({.after = 10}, 100).empty());
  CHECK(ledger.page({.after = 1000}, 100).empty());
  CHECK(ledger.page({}, 3).back().n == 3);
  CHECK(ledger.count({.merchant = "wx1"}) == 5);
}

TEST_CASE("the oldest entries go when there are too many") {
  Ledger ledger;
  for (int i = 0; i < 10; ++i) {
    ledger.append(entry("/a", "wx1"), 4);
  }
  CHECK(ledger.total() == 10);
  CHECK(ledger.dropped() == 6);
  CHECK(ledger.page({}, 100).front().n == 7);
  CHECK(ledger.page({.after = 3}, 100).front().n == 7);
  CHECK(ledger.page({.after = 8}, 100).front().n == 9);
  ledger.reset();
  CHECK(ledger.next() == 1);
  CHECK(ledger.page({}, 100).empty());
}

TEST_CASE("an entry is one line of JSON whatever the caller sent") {
  LedgerEntry strange = entry("/a", "wx1");
  strange.body = "{\"code\":\"\n\"}";
  const auto shown = nlohmann::json::parse(to_json(strange));
  CHECK(shown["body"] == "{\"code\":\"\n\"}");
  CHECK(shown["errcode"].is_null());
  CHECK(shown["time"] == "2026-11-22T23:57:03.000000Z");
  CHECK_FALSE(to_json(strange).contains('\n'));
  strange.body = "\xff";
  strange.errcode = 47001;
  const auto binary = nlohmann::json::parse(to_json(strange));
  CHECK(binary["body_base64"] == "/w==");
  CHECK(binary["errcode"] == 47001);
}

}  // namespace ledger_test
