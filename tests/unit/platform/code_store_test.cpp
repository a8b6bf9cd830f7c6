#include "platform/code_store.hpp"

#include <doctest/doctest.h>

#include "platform/authorization_store.hpp"
#include "support/fake_clock.hpp"
#include "support/platform_database.hpp"

namespace code_store_test {

using namespace std::chrono_literals;
using base::Secret;

struct Fixture : support::PlatformDatabase {
  support::FakeClock clock;
  const Secret code{"queryauthcode@@@x"};

  void note(const std::string& appid = "wxmerchant0001", std::chrono::seconds life = 3600s) {
    REQUIRE(change(
        [&](db::Transaction& tx) { return platform::note_code(tx, keys, random, code, appid, life); }));
  }
  std::optional<platform::TakenCode> take(const std::string& owner = "a") {
    return platform::take_code(*connection, keys, owner, 30s).value();
  }
  platform::Observer observer(std::string_view instance = "a") { return {instance, keys, clock, random}; }
  std::string row(const std::string& expression) {
    return ask("SELECT " + expression + " FROM authorization_code");
  }
};

TEST_CASE_FIXTURE(Fixture, "a code that no master key opens does not hold up the others") {
  note();
  const auto stranger = support::key_ring(99);
  const auto taken = platform::take_code(*connection, stranger, "a", 30s).value();
  REQUIRE(taken.has_value());
  CHECK(taken->code.empty());
  CHECK_FALSE(platform::take_code(*connection, stranger, "a", 30s).value().has_value());
}

TEST_CASE_FIXTURE(Fixture, "a code is taken by one and by another when its lease is over") {
  note();
  const auto taken = take("a");
  REQUIRE(taken.has_value());
  CHECK(taken->code.reveal() == code.reveal());
  CHECK(taken->authorizer_appid == "wxmerchant0001");
  CHECK(taken->tries == 1);
  CHECK_FALSE(taken->expired);
  CHECK_FALSE(take("b").has_value());
  ask("UPDATE authorization_code SET due_at = now()");
  CHECK(take("b")->tries == 2);
  // The first one is too late.
  CHECK(platform::store_code_end(*connection, observer("a"), taken->hash, {"refused", 1, {}}).error().code ==
        base::Code::fenced);
  CHECK(platform::store_code_end(*connection, observer("b"), taken->hash, {"refused", 61009, {}}));
  CHECK_FALSE(take("b").has_value());
  CHECK(row("code IS NULL") == "t");
  const auto state = platform::read_code(*connection, taken->hash).value();
  REQUIRE(state.has_value());
  CHECK(state->end->outcome == "refused");
  CHECK(state->end->errcode == 61009);
}

TEST_CASE_FIXTURE(Fixture, "a code that comes again is the same one") {
  note("");
  note("wxmerchant0001");  // the push tells whose it is, the redirect did not
  note("wxother000001");
  CHECK(row("count(*)") == "1");
  CHECK(row("authorizer") == "wxmerchant0001");
  REQUIRE(platform::store_code_end(*connection, observer(), take()->hash, {"refused", {}, {}}));
  note();
  CHECK_FALSE(take().has_value());  // settled for good
}

TEST_CASE_FIXTURE(Fixture, "a code that was given up is open again once a push tells whose it is") {
  note("");
  const auto taken = take("a");
  const platform::CodeEnd end{.outcome = "refused", .errcode = 61010, .merchant = {}};
  const auto settle = [&] {
    return platform::store_code_end(*connection, observer("a"), taken->hash, end, true);
  };
  SUBCASE("after the end") {
    REQUIRE(settle());
    note("");
    CHECK_FALSE(take("b").has_value());
    note("wxmerchant0001");
  }
  SUBCASE("before the end") {
    note("wxmerchant0001");
    CHECK_FALSE(take("b").has_value());  // the lease holds
    CHECK(settle().error().code == base::Code::fenced);
    REQUIRE(platform::return_code(*connection, taken->hash, "a", 0ms));
  }
  const auto again = take("b");
  REQUIRE(again.has_value());
  CHECK(again->authorizer_appid == "wxmerchant0001");
  CHECK(again->code.reveal() == code.reveal());
  CHECK(row("outcome IS NULL AND errcode IS NULL") == "t");
}

TEST_CASE_FIXTURE(Fixture, "a code that brought a merchant in stays so whatever comes later") {
  note("");
  const auto taken = take("a");
  const auto merchant = import();
  REQUIRE(platform::store_code_end(*connection, observer("a"), taken->hash,
                                   {.outcome = "authorized", .errcode = {}, .merchant = merchant.id}));
  note("wxmerchant0001");
  CHECK_FALSE(take("b").has_value());
  CHECK(row("outcome") == "authorized");
}

TEST_CASE_FIXTURE(Fixture, "a code that waits is due once a push tells whose it is") {
  note("");
  const auto taken = take("a");
  REQUIRE(platform::return_code(*connection, taken->hash, "a", 1h));
  note("wxmerchant0001");
  CHECK(take("b").has_value());
}

TEST_CASE("a hash is written in hexadecimal digits") {
  const auto hash = platform::hash_of_code(Secret("queryauthcode@@@x"));
  const auto hex = platform::hex_of_hash(hash);
  CHECK(hex.size() == 64);
  CHECK(platform::hash_of_hex(hex) == hash);
  for (const auto& text : {std::string(), hex + "0", hex.substr(1), "g" + hex.substr(1)}) {
    CHECK_FALSE(platform::hash_of_hex(text).has_value());
  }
}

TEST_CASE_FIXTURE(Fixture, "a code that is given back waits for its pause") {
  note();
  const auto taken = take();
  REQUIRE(platform::return_code(*connection, taken->hash, "a", 0ms));
  CHECK(take()->tries == 2);
  REQUIRE(platform::return_code(*connection, taken->hash, "b", 0ms));  // not its lease
  CHECK_FALSE(take().has_value());
  REQUIRE(platform::return_code(*connection, taken->hash, "a", 1h));
  CHECK_FALSE(take().has_value());
}

TEST_CASE_FIXTURE(Fixture, "a code whose time is over says so") {
  note("wxmerchant0001", 1s);
  ask("UPDATE authorization_code SET expires_at = now() - interval '1 second'");
  CHECK(take()->expired);
}

TEST_CASE_FIXTURE(Fixture, "no code stands in the clear") {
  note();
  CHECK(row("position('queryauthcode' IN encode(code, 'escape'))") == "0");
}

TEST_CASE_FIXTURE(Fixture, "an authorisation and the end of its code are one") {
  note();
  const auto taken = take("a");
  platform::Authorization authorization;
  authorization.appid = "wxmerchant0001";
  authorization.access = Secret("access-1");
  authorization.refresh = Secret("refresh-1");
  authorization.expires_in = 7200s;
  tenancy::MerchantState state;
  state.permission_sets = {46};
  CHECK(platform::store_authorization(*connection, observer("b"), taken->hash, authorization, state)
            .error()
            .code == base::Code::fenced);
  CHECK(ask("SELECT count(*) FROM merchant WHERE appid = 'wxmerchant0001'") == "0");

  const auto entered =
      platform::store_authorization(*connection, observer("a"), taken->hash, authorization, state);
  REQUIRE(entered.has_value());
  CHECK(entered->entry == platform::Entry::free);
  CHECK(entered->merchant.authorized);
  CHECK(row("outcome") == "authorized");
  CHECK(ask("SELECT generation FROM merchant_token WHERE merchant = " +
            std::to_string(entered->merchant.id)) == "1");

  // Of an old push WeChat has to be asked, one of now marks it, once.
  const auto depart = [&](std::chrono::seconds ago) {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return platform::store_departure(*connection, observer("a"), "wxmerchant0001", base::WallTime(now - ago))
        .value();
  };
  using platform::DepartureFate;
  const auto old = depart(1h);
  CHECK(old.fate == DepartureFate::doubtful);
  CHECK(old.merchant.authorized);
  CHECK(ask("SELECT state_read_at IS NULL FROM merchant WHERE appid = 'wxmerchant0001'") == "t");
  const auto left = depart(-1s);
  CHECK(left.fate == DepartureFate::marked);
  CHECK_FALSE(left.merchant.authorized);
  CHECK(depart(-1s).fate == DepartureFate::nothing);
}

TEST_CASE_FIXTURE(Fixture, "who left while a code was exchanged comes in with a doubt") {
  platform::Authorization authorization;
  authorization.appid = "wxmerchant0001";
  authorization.refresh = Secret("refresh-1");
  const auto enter = [&](const char* code) {
    REQUIRE(change([&](db::Transaction& tx) {
      return platform::note_code(tx, keys, random, Secret(code), "wxmerchant0001", 1h);
    }));
    const auto taken = take("a");
    return [&, taken] {
      return platform::store_authorization(*connection, observer("a"), taken->hash, authorization,
                                           tenancy::MerchantState())
          .value();
    };
  };
  const auto depart = [&] {
    const auto soon = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + 1s;
    return platform::store_departure(*connection, observer("a"), "wxmerchant0001", base::WallTime(soon))
        .value()
        .fate;
  };
  const auto unread = "SELECT state_read_at IS NULL FROM merchant WHERE appid = 'wxmerchant0001'";
  using platform::DepartureFate;
  CHECK_FALSE(enter("code-1")().doubtful);
  CHECK(ask(unread) == "f");

  const auto second = enter("code-2");
  CHECK(depart() == DepartureFate::marked);
  CHECK(second().doubtful);
  CHECK(ask(unread) == "t");

  CHECK(depart() == DepartureFate::marked);
  const auto fourth = enter("code-4");
  CHECK(depart() == DepartureFate::nothing);
  CHECK(fourth().doubtful);

  CHECK(depart() == DepartureFate::marked);
  CHECK_FALSE(enter("code-5")().doubtful);
}

TEST_CASE_FIXTURE(Fixture, "who comes in while WeChat does not tell its kind is read before it may ask") {
  platform::Authorization authorization;
  authorization.appid = "wxmerchant0001";
  authorization.refresh = Secret("refresh-1");
  authorization.permission_sets = {46};
  const auto enter = [&](const char* code, const std::optional<tenancy::MerchantState>& state) {
    REQUIRE(change([&](db::Transaction& tx) {
      return platform::note_code(tx, keys, random, Secret(code), "wxmerchant0001", 1h);
    }));
    const auto taken = take("a");
    return platform::store_authorization(*connection, observer("a"), taken->hash, authorization, state)
        .value();
  };
  const auto unread = "SELECT state_read_at IS NULL FROM merchant WHERE appid = 'wxmerchant0001'";
  const auto first = enter("code-1", std::nullopt);
  CHECK(first.doubtful);
  CHECK(first.merchant.authorized);
  CHECK(first.merchant.permission_sets == std::vector{46});
  CHECK(ask(unread) == "t");

  tenancy::MerchantState told;
  told.nick_name = "Tea";
  told.service_type = 1;
  told.permission_sets = {1};
  CHECK_FALSE(enter("code-2", told).doubtful);
  CHECK(ask(unread) == "f");

  // What is known stays; what came with the consent is newer.
  const auto again = enter("code-3", std::nullopt);
  CHECK(again.doubtful);
  CHECK(again.merchant.nick_name == "Tea");
  CHECK(again.merchant.service_type == 1);
  CHECK(again.merchant.permission_sets == std::vector{46});
  CHECK(again.merchant.authorization_version == first.merchant.authorization_version + 2);
  CHECK(ask(unread) == "t");
}

}  // namespace code_store_test
