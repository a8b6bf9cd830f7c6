#include "platform/administration.hpp"

#include <atomic>
#include <thread>

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "platform/rows.hpp"
#include "support/fake_clock.hpp"
#include "support/tenancy_database.hpp"

namespace administration_test {

using namespace std::chrono_literals;
using base::Code;
using base::Secret;

const std::string appid = "wx0000000000000001";
const platform::Actor actor{"command", "alice"};

struct Fixture : support::TenancyDatabase {
  Fixture() { ask("DELETE FROM audit_day_key"); }

  crypto::KeyRing keys = ring(1);
  support::FakeClock clock;
  platform::Administration administration{keys, clock, random};

  static crypto::KeyRing ring(std::uint64_t seed) {
    support::FakeRandom random(seed);
    return crypto::KeyRing::parse(crypto::KeyRing::generate_line(1, random)).value();
  }
  static platform::AuthorizedTokens tokens() {
    return {Secret("refreshtoken@@@REFRESH"), Secret("90_ACCESS"), 7200s};
  }

  base::Result<tenancy::Merchant> bring_in(const tenancy::MerchantState& state = support::merchant_state(),
                                           const platform::AuthorizedTokens& given = tokens()) {
    return administration.import_merchant(*connection, actor, appid, state, given);
  }
  // As a command gives them.
  static platform::AuthorizedTokens refresh_only(const char* token = "refreshtoken@@@REFRESH") {
    return {Secret(token), Secret(), 0s};
  }
  std::string token_row(const std::string& expression) {
    return ask("SELECT " + expression + " FROM merchant_token");
  }
  base::Result<platform::CreatedKey> create(const tenancy::KeySettings& settings = support::key_settings()) {
    return administration.create_key(*connection, actor, appid, settings);
  }
  // A member of the newest line in the outbox, as text.
  std::string line(const std::string& path) {
    return ask("SELECT ('{' || head || '}')::jsonb #>> '{" + path +
               "}' FROM audit_outbox ORDER BY id DESC LIMIT 1");
  }
  std::string lines() { return ask("SELECT count(*) FROM audit_outbox"); }
};

TEST_CASE_FIXTURE(Fixture, "an import stores merchant tokens and line together") {
  const auto merchant = bring_in();
  REQUIRE(merchant);
  CHECK(merchant->appid == appid);
  CHECK(merchant->authorized);
  CHECK(ask("SELECT count(*) FROM merchant_token WHERE refresh IS NOT NULL AND access IS NOT NULL") == "1");
  CHECK(lines() == "1");
  CHECK(line("action") == "merchant_imported");
  CHECK(line("merchant") == appid);
  CHECK(line("actor,kind") == "command");
  CHECK(line("time") == "2026-11-22T23:57:03.000000Z");
  CHECK(line("details,nick_name") == "Tea House");
  CHECK(line("details,permission_sets") == "[1, 46]");
  CHECK(line("details,before") == "");
  CHECK(ask("SELECT kind || ' ' || merchant FROM audit_outbox") == "3 " + std::to_string(merchant->id));
}

TEST_CASE_FIXTURE(Fixture, "an import without an access token stores the refresh token alone") {
  auto given = tokens();
  given.access = Secret();
  given.expires_in = 0s;
  REQUIRE(administration.import_merchant(*connection, actor, appid, support::merchant_state(), given));
  CHECK(ask("SELECT refresh IS NOT NULL AND access IS NULL FROM merchant_token") == "t");
}

TEST_CASE_FIXTURE(Fixture, "an import with another refresh token is the next authorisation") {
  REQUIRE(bring_in());
  auto state = support::merchant_state("Coffee House");
  state.permission_sets = {46};
  const auto again = bring_in(state, refresh_only("refreshtoken@@@OTHER"));
  REQUIRE(again);
  CHECK(again->authorization_version == 2);
  CHECK(line("details,nick_name") == "Coffee House");
  CHECK(line("details,before,nick_name") == "Tea House");
  CHECK(line("details,before,permission_sets") == "[1, 46]");
  CHECK(line("details,before,authorized") == "true");
  CHECK(token_row("generation = 2 AND access IS NULL") == "t");
}

TEST_CASE_FIXTURE(Fixture, "an import with the refresh token that is stored is the same authorisation") {
  REQUIRE(bring_in());
  ask("UPDATE merchant SET authorized = false");
  const auto again = bring_in(support::merchant_state("Coffee House"), refresh_only());
  REQUIRE(again);
  CHECK(again->authorization_version == 1);
  CHECK(again->authorized);
  CHECK(again->nick_name == "Coffee House");
  CHECK(lines() == "2");
  CHECK(token_row("generation = 1 AND access IS NOT NULL") == "t");
}

TEST_CASE_FIXTURE(Fixture, "the stored refresh token is tried again after an import when it failed") {
  REQUIRE(bring_in());
  SUBCASE("for now") { ask("UPDATE merchant_token SET failures = 3, failing_since = now()"); }
  SUBCASE("for good") { ask("UPDATE merchant_token SET needs_reauthorization = true"); }
  const auto again = bring_in(support::merchant_state(), refresh_only());
  REQUIRE(again);
  CHECK(again->authorization_version == 1);
  CHECK(token_row("generation = 2 AND failures = 0 AND NOT needs_reauthorization") == "t");
}

TEST_CASE_FIXTURE(Fixture, "a bad import is refused before anything is stored") {
  const auto import = [&](std::string_view id, const platform::AuthorizedTokens& given) {
    const auto result =
        administration.import_merchant(*connection, actor, id, support::merchant_state(), given);
    return result ? std::string()
                  : std::string(base::name(result.error().code)) + ": " + result.error().detail;
  };
  CHECK(import("no appid", tokens()).starts_with("invalid_argument: an appid has"));
  auto given = tokens();
  given.refresh = Secret();
  CHECK(import(appid, given) == "invalid_argument: the refresh token is empty");
  given.refresh = Secret("refreshtoken@@@REFRESH\n");
  CHECK_FALSE(import(appid, given).contains("REFRESH"));
  given = tokens();
  given.expires_in = 0s;
  CHECK(import(appid, given) == "invalid_argument: the access token has no life left");
  CHECK(ask("SELECT count(*) FROM merchant") == "0");
  CHECK(lines() == "0");
}

TEST_CASE_FIXTURE(Fixture, "a merchant is suspended with a reason and resumed") {
  REQUIRE(bring_in());
  REQUIRE(administration.suspend(*connection, actor, appid, "unpaid"));
  CHECK(line("action") == "merchant_suspended");
  CHECK(line("merchant") == appid);
  CHECK(line("details,reason") == "unpaid");
  CHECK(ask("SELECT suspended_at IS NOT NULL FROM merchant") == "t");
  CHECK(administration.suspend(*connection, actor, appid, "twice").error().code == Code::conflict);
  CHECK(lines() == "2");

  REQUIRE(administration.resume(*connection, actor, appid));
  CHECK(line("action") == "merchant_resumed");
  CHECK(line("details,before,suspended_at").starts_with("20"));
  CHECK(ask("SELECT suspended_at IS NULL FROM merchant") == "t");
  CHECK(administration.resume(*connection, actor, appid).error().code == Code::conflict);
  CHECK(lines() == "3");
}

TEST_CASE_FIXTURE(Fixture, "suspending is refused with clear words") {
  REQUIRE(bring_in());
  CHECK(administration.suspend(*connection, actor, appid, "").error().detail == "the reason is empty");
  CHECK(administration.suspend(*connection, actor, "wx-nobody", "x").error().code == Code::not_found);
  CHECK(administration.suspend(*connection, actor, "wx-nobody", "x").error().detail ==
        "there is no merchant wx-nobody");
  CHECK(administration.resume(*connection, actor, "wx-nobody").error().code == Code::not_found);
  CHECK(administration.resume(*connection, actor, "'; --").error().code == Code::invalid_argument);
  CHECK(lines() == "1");
}

TEST_CASE_FIXTURE(Fixture, "a created key works and only its hash is kept") {
  REQUIRE(bring_in());
  auto settings = support::key_settings();
  settings.addresses = {"10.0.0.0/8", "192.0.2.1"};
  settings.rate = 2.5;
  settings.burst = 5;
  settings.expires_at = clock.wall() + 1h;
  const auto created = create(settings);
  REQUIRE(created);
  const auto text = created->text.reveal();
  CHECK(tenancy::key_id_of(text) == created->key.key_id);
  CHECK(tenancy::matches(text, created->key.hash));
  CHECK(created->key.created_by == "alice");
  CHECK(created->key.expires_at == settings.expires_at);

  CHECK(line("action") == "key_created");
  CHECK(line("merchant") == appid);
  CHECK(line("details,key_id") == created->key.key_id);
  CHECK(line("details,name") == "till");
  CHECK(line("details,addresses") == R"(["10.0.0.0/8", "192.0.2.1/32"])");
  CHECK(line("details,rate") == "2.5");
  CHECK(line("details,burst") == "5");
  CHECK(line("details,expires_at") == "2026-11-23T00:57:03.000000Z");
  CHECK(line("details,allow_in_url") == "false");
  CHECK(ask("SELECT api_key FROM audit_outbox ORDER BY id DESC LIMIT 1") == std::to_string(created->key.id));
}

TEST_CASE_FIXTURE(Fixture, "a key is refused with clear words") {
  REQUIRE(bring_in());
  auto settings = support::key_settings();
  settings.burst = 0;
  CHECK(create(settings).error().code == Code::invalid_argument);
  CHECK(administration.create_key(*connection, actor, "wx-nobody", support::key_settings()).error().code ==
        Code::not_found);
  CHECK(ask("SELECT count(*) FROM api_key") == "0");
  CHECK(lines() == "1");
}

TEST_CASE_FIXTURE(Fixture, "a key is revoked once") {
  REQUIRE(bring_in());
  const auto created = create();
  REQUIRE(created);
  const auto revoked = administration.revoke_key(*connection, actor, created->key.key_id);
  REQUIRE(revoked);
  CHECK(revoked->revoked_at);
  CHECK(line("action") == "key_revoked");
  CHECK(line("merchant") == appid);
  CHECK(line("details,key_id") == created->key.key_id);
  CHECK(administration.revoke_key(*connection, actor, created->key.key_id).error().code == Code::conflict);
  CHECK(administration.revoke_key(*connection, actor, "000000000000").error().code == Code::not_found);
  CHECK(administration.revoke_key(*connection, actor, created->text.reveal()).error().code ==
        Code::invalid_argument);
  CHECK(lines() == "3");
}

TEST_CASE_FIXTURE(Fixture, "a ticket is stored encrypted for its platform and replaced by the next") {
  const auto set = [&](std::string_view component, std::string_view ticket) {
    return administration.set_ticket(*connection, actor, component, Secret(ticket));
  };
  const auto stored = [&] {
    const auto hex = ask("SELECT encode(ticket, 'hex') FROM platform");
    return std::string(keys.open(base::from_hex(hex).value(), platform::ticket_row).value().reveal());
  };
  REQUIRE(set("wx-platform", "ticket@@@FIRST"));
  CHECK(stored() == "ticket@@@FIRST");
  CHECK(line("action") == "ticket_set");
  CHECK(line("merchant") == "");
  CHECK(line("details,component_appid") == "wx-platform");
  CHECK(ask("SELECT component_appid || ' ' || (ticket_received_at IS NOT NULL) || ' ' || stamp FROM "
            "platform") == "wx-platform true 1");
  REQUIRE(set("wx-platform", "ticket@@@SECOND"));
  CHECK(stored() == "ticket@@@SECOND");
  CHECK(ask("SELECT stamp FROM platform") == "2");

  const auto foreign = set("wx-other", "ticket@@@THIRD");
  CHECK(foreign.error().code == Code::conflict);
  CHECK(foreign.error().detail == "this database belongs to the platform wx-platform");
  CHECK(set("wx-platform", "ticket@@@LINE\n").error().code == Code::invalid_argument);
  CHECK(set("?", "ticket@@@LINE").error().code == Code::invalid_argument);
  CHECK(stored() == "ticket@@@SECOND");
  CHECK(lines() == "2");
}

TEST_CASE_FIXTURE(Fixture, "no secret is in the database in clear") {
  REQUIRE(bring_in());
  const auto created = create();
  REQUIRE(created);
  REQUIRE(administration.set_ticket(*connection, actor, "wx-platform", Secret("ticket@@@TICKET")));
  std::string dump;
  for (const std::string table :
       {"merchant", "merchant_token", "api_key", "platform", "audit_outbox", "audit_day_key"}) {
    dump += ask("SELECT string_agg(t::text, ' ') FROM " + table + " t");
  }
  // bytea is shown in hex: a secret in clear would show in either form.
  const auto secret = created->text.reveal().substr(16);
  for (const std::string& clear :
       {std::string("REFRESH"), std::string("90_ACCESS"), std::string("TICKET"), std::string(secret)}) {
    CHECK_FALSE(dump.contains(clear));
    CHECK_FALSE(dump.contains(base::to_hex(base::bytes_of(clear))));
  }
  CHECK(dump.contains(created->key.key_id));
  CHECK_FALSE(ask("SELECT string_agg(head, ' ') FROM audit_outbox").contains("alice"));  // a personal value
}

TEST_CASE_FIXTURE(Fixture, "what cannot be noted in the log does not happen") {
  REQUIRE(bring_in());
  const auto created = create();
  REQUIRE(created);
  const auto before = lines() + " " + std::to_string(counter());
  // Under another master key today's day key does not open, so that no line can be made.
  const auto other = ring(2);
  platform::Administration blind(other, clock, random);
  CHECK(blind.suspend(*connection, actor, appid, "x").error().code == Code::crypto_failed);
  CHECK(blind.create_key(*connection, actor, appid, support::key_settings()).error().code ==
        Code::crypto_failed);
  CHECK(blind.revoke_key(*connection, actor, created->key.key_id).error().code == Code::crypto_failed);
  CHECK(blind.set_ticket(*connection, actor, "wx-platform", Secret("t")).error().code == Code::crypto_failed);
  CHECK(blind.import_merchant(*connection, actor, "wx-new", {}, tokens()).error().code ==
        Code::crypto_failed);
  CHECK(lines() + " " + std::to_string(counter()) == before);
  CHECK(ask("SELECT count(*) FROM merchant WHERE suspended_at IS NULL") == "1");
  CHECK(ask("SELECT count(*) FROM api_key WHERE revoked_at IS NULL") == "1");
  CHECK(ask("SELECT count(*) FROM platform") == "0");
}

TEST_CASE_FIXTURE(Fixture, "of two who suspend at once one does and one is told") {
  REQUIRE(bring_in());
  for (int round = 0; round < 10; ++round) {
    std::atomic<int> done{0};
    std::atomic<int> told{0};
    const auto suspend = [&] {
      const auto session = support::open_database(database.app_url);
      const auto result = administration.suspend(*session, actor, appid, "both");
      if (result) ++done;
      if (!result && result.error().code == Code::conflict) ++told;
    };
    {
      std::jthread one(suspend);
      std::jthread two(suspend);
    }
    CHECK(done == 1);
    CHECK(told == 1);
    REQUIRE(administration.resume(*connection, actor, appid));
  }
  CHECK(ask("SELECT count(*) FROM audit_outbox WHERE head LIKE '%merchant_suspended%'") == "10");
}

}  // namespace administration_test
