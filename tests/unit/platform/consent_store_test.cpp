#include "platform/consent_store.hpp"

#include <doctest/doctest.h>

#include "platform/authorization_store.hpp"
#include "platform/invitations.hpp"
#include "platform/reconcile_store.hpp"
#include "support/moved_clock.hpp"
#include "support/platform_database.hpp"

namespace consent_store_test {

using namespace std::chrono_literals;
using base::Secret;
using platform::Entry;

struct Fixture : support::PlatformDatabase {
  support::MovedClock clock;
  platform::Invitations invitations{keys, clock, random};
  const platform::Actor alice{"command", "alice"};
  const std::string invited = "wxmerchant0001";
  const std::string stranger = "wxmerchant0002";
  const Secret pre_auth_code{"preauthcode@@@x"};

  platform::Observer observer() { return {"a", keys, clock, random}; }
  int invite(const std::string& appid = "") {
    return invitations.invite(*connection, alice, {"", appid, clock.wall() + 1h}).value().invitation.id;
  }
  void begin(int invitation) {
    REQUIRE(change([&](db::Transaction& tx) -> base::Result<> {
      platform::note_consent(tx, pre_auth_code, invitation);
      return {};
    }));
  }
  // A code as a push tells of it.
  void push(const char* code, const std::string& appid, const Secret& with) {
    REQUIRE(change([&](db::Transaction& tx) {
      const Secret told{std::string_view(code)};
      auto noted = platform::note_code(tx, keys, random, told, appid, 1h);
      platform::link_consent(tx, platform::hash_of_code(told), with);
      return noted;
    }));
  }
  // The code that waits is exchanged: it is this account's.
  Entry exchange(const std::string& appid) {
    const auto taken = platform::take_code(*connection, keys, "a", 30s).value();
    REQUIRE(taken.has_value());
    platform::Authorization authorization;
    authorization.appid = appid;
    authorization.refresh = Secret("refresh-1");
    return platform::store_authorization(*connection, observer(), taken->hash, authorization,
                                         support::merchant_state())
        .value()
        .entry;
  }
  std::string count(const std::string& what) { return ask("SELECT count(*) FROM " + what); }
  bool is_kept_out(const std::string& appid) {
    const auto known = platform::known_merchants(*connection, keys).value();
    return std::ranges::any_of(known, [&](const platform::KnownMerchant& one) {
      return one.appid == appid && one.turned_away && !one.authorized;
    });
  }
};

TEST_CASE_FIXTURE(Fixture, "consent - another account than the invited one is turned away and stays so") {
  begin(invite(invited));
  push("code-1", stranger, pre_auth_code);
  CHECK(exchange(stranger) == Entry::other_account);
  CHECK(count("merchant") == "0");
  CHECK(count("merchant_token") == "0");
  CHECK(ask("SELECT outcome FROM authorization_code") == "other_account");
  CHECK(count("invitation WHERE used_at IS NOT NULL") == "0");
  CHECK(count("audit_outbox WHERE head LIKE '%account_turned_away%' AND head LIKE '%other_account%'") == "1");
  CHECK(is_kept_out(stranger));
  push("code-1", stranger, pre_auth_code);  // the same push again
  CHECK_FALSE(platform::take_code(*connection, keys, "a", 30s).value().has_value());

  push("code-2", invited, pre_auth_code);
  CHECK(exchange(invited) == Entry::free);
  CHECK(count("invitation WHERE used_at IS NOT NULL") == "1");
  push("code-3", stranger, Secret("preauthcode@@@of-another-way"));
  CHECK(exchange(stranger) == Entry::free);
  CHECK(count("turned_away") == "0");
}

TEST_CASE_FIXTURE(Fixture, "consent - an invitation for anybody is for one") {
  begin(invite());
  push("code-1", invited, pre_auth_code);
  CHECK(exchange(invited) == Entry::free);
  push("code-2", stranger, pre_auth_code);
  CHECK(exchange(stranger) == Entry::invitation_used);
  CHECK(count("merchant") == "1");
}

TEST_CASE_FIXTURE(Fixture, "consent - an invitation that was withdrawn meanwhile lets nobody in") {
  const int invitation = invite();
  begin(invitation);
  push("code-1", invited, pre_auth_code);
  REQUIRE(invitations.revoke(*connection, alice, invitation));
  CHECK(exchange(invited) == Entry::invitation_revoked);
  CHECK(count("merchant") == "0");
  // By the list of WeChat's neither, until it left there or is imported.
  CHECK(is_kept_out(invited));
  REQUIRE(platform::store_departure(*connection, observer(), invited, clock.wall()));
  CHECK_FALSE(is_kept_out(invited));
}

TEST_CASE_FIXTURE(Fixture, "consent - a merchant renews its authorisation by whatever link") {
  push("code-1", stranger, Secret("preauthcode@@@of-another-way"));
  CHECK(exchange(stranger) == Entry::free);
  begin(invite(invited));
  push("code-2", stranger, pre_auth_code);
  CHECK(exchange(stranger) == Entry::free);
  CHECK(count("invitation WHERE used_at IS NOT NULL") == "0");
  CHECK(ask("SELECT authorization_version FROM merchant") == "2");
}

TEST_CASE_FIXTURE(Fixture, "consent - what is over is deleted in bounded batches") {
  const int invitation = invite();
  begin(invitation);
  const auto old = [&](int codes, int settled_days_ago) {
    const auto days = std::to_string(settled_days_ago);
    ask("INSERT INTO authorization_code (hash, expires_at, settled_at, outcome) SELECT sha256(('" + days +
        "-' || n)::bytea), now() - interval '8 days', now() - interval '" + days +
        " days', 'authorized' FROM generate_series(1, " + std::to_string(codes) + ") n");
  };
  old(3, 8);
  old(1, 6);  // it was settled late
  push("code-1", invited, pre_auth_code);
  REQUIRE(platform::delete_old_codes(*connection, 7 * 24h, 2));
  CHECK(count("authorization_code") == "3");
  REQUIRE(platform::delete_old_codes(*connection, 7 * 24h, 2));
  CHECK(count("authorization_code") == "2");
  CHECK(count("consent_begun") == "1");
  ask("UPDATE consent_begun SET begun_at = now() - interval '8 days'");
  REQUIRE(platform::delete_old_codes(*connection, 7 * 24h, 2));
  CHECK(count("authorization_code") == "2");
  CHECK(count("consent_begun") == "0");
}

}  // namespace consent_store_test
