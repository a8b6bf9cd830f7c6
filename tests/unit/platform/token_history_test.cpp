#include "platform/token_history.hpp"

#include <doctest/doctest.h>

#include "support/fake_clock.hpp"
#include "support/platform_database.hpp"

namespace token_history_test {

struct Fixture : support::PlatformDatabase {
  support::FakeClock clock;
  tenancy::Merchant merchant = import();
  platform::TokenHistory history{"gateway-1", "https://gateway.example", keys, clock, random};

  std::string head() { return ask("SELECT head FROM audit_outbox"); }
};

TEST_CASE_FIXTURE(Fixture, "token history - a loss is an authorisation line with its errcode") {
  REQUIRE(change([&](db::Transaction& tx) { return history.lost(tx, merchant.id, "wx1", 61023); }));
  CHECK(ask("SELECT kind FROM audit_outbox") == "2");
  CHECK(head().find("\"merchant_needs_reauthorization\"") != std::string::npos);
  CHECK(head().find("\"errcode\":61023") != std::string::npos);
  CHECK(head().find("wx1") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "token history - without an errcode the line says nothing of it") {
  REQUIRE(change([&](db::Transaction& tx) { return history.lost(tx, merchant.id, "wx1", std::nullopt); }));
  CHECK(head().find("errcode") == std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "token history - what was found again is told too") {
  REQUIRE(change([&](db::Transaction& tx) { return history.found(tx, merchant.id, "wx1"); }));
  CHECK(head().find("\"merchant_tokens_found\"") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "token history - a change that fails leaves no line") {
  CHECK_FALSE(change([&](db::Transaction& tx) -> base::Result<> {
    REQUIRE(history.lost(tx, merchant.id, "wx1", 61023));
    return base::fail(base::Code::internal);
  }));
  CHECK(ask("SELECT count(*) FROM audit_outbox") == "0");
}

TEST_CASE_FIXTURE(Fixture, "token history - whoever is told gets a link for that merchant alone") {
  ask("UPDATE webhook SET enabled = true RETURNING 1");
  REQUIRE(change([&](db::Transaction& tx) { return history.lost(tx, merchant.id, "wx1", 61023); }));
  CHECK(ask("SELECT biz_appid || ' ' || created_by FROM invitation") == "wx1 gateway-1");
  CHECK(ask("SELECT details::json->>'invitation' FROM webhook_delivery")
            .starts_with("https://gateway.example/authorize?invitation="));
  CHECK(ask("SELECT count(*) FROM audit_outbox WHERE head LIKE '%authorize?%'") == "0");
  CHECK(ask("SELECT count(*) FROM audit_outbox WHERE kind = 3") == "1");
}

TEST_CASE_FIXTURE(Fixture, "token history - nobody is invited when nobody is told") {
  REQUIRE(change([&](db::Transaction& tx) { return history.lost(tx, merchant.id, "wx1", 61023); }));
  CHECK(ask("SELECT count(*) FROM invitation") == "0");
}

}  // namespace token_history_test
