#include "platform/invitations.hpp"

#include <doctest/doctest.h>

#include "platform/code_store.hpp"
#include "support/fake_clock.hpp"
#include "support/platform_database.hpp"

namespace invitations_test {

using namespace std::chrono_literals;
using base::Code;
using base::Secret;
using platform::InvitationState;

const platform::Actor actor{"command", "alice"};

struct Fixture : support::PlatformDatabase {
  support::FakeClock clock;
  platform::Invitations invitations{keys, clock, random};

  platform::CreatedInvitation invite(const std::string& biz_appid = "") {
    return invitations.invite(*connection, actor, {"Tea House", biz_appid, clock.wall() + 24h}).value();
  }
  std::optional<platform::Invitation> find(std::string_view token) {
    const auto hash = platform::hash_of_invitation(token).value();
    return done([&](db::Transaction& tx) -> base::Result<std::optional<platform::Invitation>> {
      return platform::find_invitation(tx, hash);
    });
  }
  std::string line(const std::string& path) {
    return ask("SELECT ('{' || head || '}')::jsonb #>> '{" + path +
               "}' FROM audit_outbox ORDER BY id DESC LIMIT 1");
  }
};

TEST_CASE("a token is 128 bits that a URL can carry") {
  support::FakeRandom random;
  const auto token = platform::make_invitation_token(random);
  CHECK(token.size() == 22);
  CHECK(platform::hash_of_invitation(token.reveal())->size() == 32);
  CHECK(platform::make_invitation_token(random).reveal() != token.reveal());
  CHECK(platform::invitation_link("https://gateway.example", token).reveal() ==
        "https://gateway.example/authorize?invitation=" + std::string(token.reveal()));
  for (const auto* text : {"", "x", "0123456789012345678901", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
    CAPTURE(text);
    CHECK_FALSE(platform::hash_of_invitation(text).has_value());
  }
}

TEST_CASE("an invitation is open until it is used or revoked or its time is over") {
  platform::Invitation invitation;
  invitation.expires_at = base::WallTime(100s);
  CHECK(platform::state_of(invitation, base::WallTime(99s)) == InvitationState::open);
  CHECK(platform::state_of(invitation, base::WallTime(100s)) == InvitationState::expired);
  invitation.revoked_at = base::WallTime(50s);
  CHECK(platform::state_of(invitation, base::WallTime(99s)) == InvitationState::revoked);
  invitation.used_at = base::WallTime(40s);
  CHECK(platform::name(platform::state_of(invitation, base::WallTime(99s))) == "used");
}

TEST_CASE_FIXTURE(Fixture, "an invitation and its line are stored together without the token") {
  const auto made = invite("wxmerchant0001");
  CHECK(line("action") == "invitation_created");
  CHECK(line("details,biz_appid") == "wxmerchant0001");
  CHECK(line("details,note") == "Tea House");
  CHECK_FALSE(ask("SELECT head FROM audit_outbox").contains(made.token.reveal()));
  CHECK(ask("SELECT count(*) FROM invitation WHERE invitation::text LIKE '%" +
            std::string(made.token.reveal()) + "%'") == "0");
  const auto found = find(made.token.reveal());
  REQUIRE(found.has_value());
  CHECK(found->id == made.invitation.id);
  CHECK(found->biz_appid == "wxmerchant0001");
  CHECK(found->created_by == "alice");
  CHECK(found->expires_at == clock.wall() + 24h);
  CHECK_FALSE(find("AAAAAAAAAAAAAAAAAAAAAA").has_value());
}

TEST_CASE_FIXTURE(Fixture, "an invitation is revoked once and never after its use") {
  const int id = invite().invitation.id;
  CHECK(invitations.revoke(*connection, actor, id)->revoked_at.has_value());
  CHECK(line("action") == "invitation_revoked");
  CHECK(invitations.revoke(*connection, actor, id).error().code == Code::conflict);
  CHECK(invitations.revoke(*connection, actor, id + 1).error().code == Code::not_found);
  CHECK(ask("SELECT count(*) FROM audit_outbox") == "2");
}

TEST_CASE_FIXTURE(Fixture, "a bad invitation is refused") {
  const auto refused = [&](const platform::InvitationSettings& settings) {
    const auto made = invitations.invite(*connection, actor, settings);
    return !made && made.error().code == Code::invalid_argument;
  };
  CHECK(refused({"two\nlines", "", clock.wall() + 1h}));
  CHECK(refused({std::string(201, 'x'), "", clock.wall() + 1h}));
  CHECK(refused({"", "no appid", clock.wall() + 1h}));
  CHECK(refused({"", "", clock.wall()}));
  CHECK(refused({"", "", clock.wall() + std::chrono::days(400)}));
  CHECK(ask("SELECT count(*) FROM invitation") == "0");
}

TEST_CASE_FIXTURE(Fixture, "an invitation is used by the merchant that its code brought in") {
  const auto made = invite();
  const Secret code("queryauthcode@@@x");
  const auto hash = platform::hash_of_code(code);
  const auto merchant = import();
  const auto settle = [&] {
    const auto taken = platform::take_code(*connection, keys, "a", 30s).value();
    REQUIRE(taken.has_value());
    return change([&](db::Transaction& tx) {
      return platform::settle_code(tx, taken->hash, "a",
                                   {.outcome = "authorized", .errcode = {}, .merchant = merchant.id});
    });
  };
  const auto use = [&] {
    return done([&](db::Transaction& tx) -> base::Result<std::optional<platform::InvitationUse>> {
      return platform::use_invitation(tx, hash);
    });
  };
  const auto link = [&] {
    REQUIRE(change([&](db::Transaction& tx) -> base::Result<> {
      platform::link_invitation(tx, hash, made.invitation.id);
      return {};
    }));
  };
  REQUIRE(change([&](db::Transaction& tx) { return platform::note_code(tx, keys, random, code, "", 1h); }));
  SUBCASE("the redirect came first") {
    link();
    CHECK_FALSE(use().has_value());
    REQUIRE(settle());
  }
  SUBCASE("the exchange was first") {
    REQUIRE(settle());
    CHECK_FALSE(use().has_value());
    link();
  }
  const auto first = use();
  REQUIRE(first.has_value());
  CHECK(first->invitation == made.invitation.id);
  CHECK(first->merchant == merchant.id);
  CHECK_FALSE(use().has_value());
  const auto used = find(made.token.reveal());
  CHECK(used->merchant == merchant.id);
  CHECK(used->merchant_appid == merchant.appid);
  CHECK(platform::state_of(*used, clock.wall()) == InvitationState::used);
}

}  // namespace invitations_test
