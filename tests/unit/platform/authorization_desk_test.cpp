#include "platform/authorization_desk.hpp"

#include <doctest/doctest.h>

#include "platform/authorization_store.hpp"
#include "platform/invitations.hpp"
#include "support/fake_weixin_tokens.hpp"
#include "support/moved_clock.hpp"
#include "support/platform_database.hpp"
#include "support/run_loop.hpp"

namespace authorization_desk_test {

using namespace std::chrono_literals;
using base::Code;
using base::Secret;

// Gives "preauthcode-<component token>", or refuses that token.
class FakeAuthorizationCalls final : public platform::AuthorizationCalls {
 public:
  base::Awaitable<platform::AuthorizationAnswer> exchange(const Secret&, const Secret&,
                                                          base::Deadline) override {
    co_return std::unexpected(tokens::refusal_of(-1));
  }
  base::Awaitable<platform::PreAuthAnswer> pre_auth_code(const Secret& component_token,
                                                         base::Deadline) override {
    ++asked;
    if (component_token.reveal() == refused) co_return std::unexpected(tokens::refusal_of(40001));
    if (errcode != 0) co_return std::unexpected(tokens::refusal_of(errcode));
    co_return Secret("preauthcode-" + std::string(component_token.reveal()));
  }

  int asked = 0;
  std::int64_t errcode = 0;
  std::string refused;
};

struct Fixture : support::PlatformDatabase {
  static db::ExecutorOptions executor_options(const support::MigratedDatabase& database) {
    db::ExecutorOptions options;
    options.connect.url = Secret(std::string_view(database.app_url));
    return options;
  }
  static platform::AuthorizationDeskOptions options() {
    platform::AuthorizationDeskOptions made;
    made.instance = "gateway-1";
    made.pages = {
        "wxcomponent", "https://gateway.example", "https://mp.example", "https://open.example", {46}};
    return made;
  }

  base::Result<platform::AuthorizationDesk::Begun> begin(int invitation = 0) {
    const platform::Admission admission{platform::Admission::Kind::admitted, invitation, ""};
    return support::run(loop, desk.begin(admission, platform::Device::computer, "zh"));
  }
  base::Result<std::optional<platform::CodeFate>> wait(const std::string& hash,
                                                       std::chrono::milliseconds patience) {
    return support::run(loop, desk.wait(hash, base::Deadline{clock.steady() + patience}));
  }
  base::Result<std::string> receive(const char* code, const char* state = "state-1", int invitation = 0) {
    return support::run(loop, desk.receive({Secret(code), 3600s, state, invitation}));
  }
  int invite(const std::string& appid = "") {
    platform::Invitations invitations(keys, clock, random);
    const platform::InvitationSettings settings{"", appid, clock.wall() + 1h};
    return invitations.invite(*connection, {"command", "alice"}, settings).value().invitation.id;
  }

  boost::asio::io_context loop;
  support::MovedClock clock;
  base::Log log{base::LogLevel::error, base::LogFormat::text};
  db::Executor executor{executor_options(database), clock, log};
  FakeAuthorizationCalls weixin;
  support::FakeComponentTokens component;
  int pokes = 0;
  platform::PreAuthCodes codes{loop, {2, 3}, weixin, component, clock, log};
  platform::AuthorizationDesk desk{options(), keys, executor, codes, [this] { ++pokes; }, clock, random, log};
};

TEST_CASE_FIXTURE(Fixture,
                  "authorization desk - the way to WeChat carries a state that is ours for an hour") {
  const int invitation = invite();
  const auto begun = begin(invitation);
  REQUIRE(begun);
  CHECK(begun->address.starts_with("https://mp.example/cgi-bin/componentloginpage?"));
  CHECK(begun->address.contains("pre_auth_code=preauthcode-component-1&"));
  const auto& state = begun->state;
  CHECK(begun->address.contains("%3Fstate%3D" + state));
  CHECK(ask("SELECT invitation FROM consent_begun") == std::to_string(invitation));
  const auto returned = desk.read_state(state);
  REQUIRE(returned.has_value());
  CHECK(returned->claim.invitation == invitation);
  CHECK(returned->claim.language == "zh");
  CHECK_FALSE(returned->expired);
  clock.advance(61min);
  CHECK(desk.read_state(state)->expired);
  CHECK_FALSE(desk.read_state("x").has_value());
}

TEST_CASE_FIXTURE(Fixture, "authorization desk - a refused component token is renewed once") {
  weixin.refused = "component-1";
  CHECK(begin()->address.contains("preauthcode-component-2"));
  CHECK(component.renewals == 1);
  weixin.errcode = 61004;
  CHECK(begin().error().code == Code::provider_address_not_allowed);
  component.unavailable = base::Error{Code::token_unavailable, "no ticket", ""};
  CHECK(begin().error().code == Code::token_unavailable);
}

TEST_CASE_FIXTURE(Fixture, "authorization desk - strangers cannot use up the calls") {
  for (int i = 0; i < 3; ++i) {
    CHECK(begin());
  }
  CHECK(begin().error().code == Code::overloaded);
  CHECK(weixin.asked == 3);
  clock.advance(61s);
  CHECK(begin());
}

TEST_CASE_FIXTURE(Fixture, "authorization desk - a code is durable before the exchange is told") {
  const auto hash = receive("queryauthcode@@@x");
  REQUIRE(hash);
  CHECK(pokes == 1);
  CHECK(ask("SELECT count(*) FROM authorization_code WHERE authorizer = ''") == "1");
  CHECK(receive("queryauthcode@@@x") == *hash);
  CHECK(ask("SELECT count(*) FROM authorization_code") == "1");
  for (const char* code : {"", "two\nlines", "\xff"}) {
    CHECK(receive(code).error().code == Code::request_malformed);
  }
  CHECK(receive(std::string(513, 'x').c_str()).error().code == Code::request_malformed);
  CHECK(ask("SELECT count(*) FROM authorization_code") == "1");
}

TEST_CASE_FIXTURE(Fixture, "authorization desk - only the browser that began has the mark of its state") {
  const auto one = begin();
  const auto other = begin();
  REQUIRE((one && other));
  const auto mark = desk.browser_mark(one->state);
  CHECK(mark.size() == 43);
  CHECK(desk.is_same_browser(one->state, mark));
  CHECK_FALSE(desk.is_same_browser(one->state, desk.browser_mark(other->state)));
  CHECK_FALSE(desk.is_same_browser(one->state, ""));
  CHECK_FALSE(desk.is_same_browser("x", desk.browser_mark("x")));
}

TEST_CASE_FIXTURE(Fixture, "authorization desk - one state brings a few codes and no more") {
  for (const char* code : {"queryauthcode@@@1", "queryauthcode@@@2", "queryauthcode@@@3"}) {
    CHECK(receive(code));
  }
  CHECK(receive("queryauthcode@@@4").error().code == Code::rate_limited);
  CHECK(receive("queryauthcode@@@2"));
  CHECK(receive("queryauthcode@@@4", "state-2"));
  CHECK(ask("SELECT count(*) FROM authorization_code") == "4");
}

TEST_CASE_FIXTURE(Fixture,
                  "authorization desk - whoever waits learns of the end and no longer than asked for") {
  const auto hash = receive("queryauthcode@@@x").value();
  CHECK_FALSE(wait(hash, 200ms)->has_value());
  const auto taken = platform::take_code(*connection, keys, "a", 30s).value();
  REQUIRE(taken.has_value());
  platform::Authorization authorization;
  authorization.appid = "wxmerchant0001";
  authorization.refresh = Secret("refresh-1");
  const platform::Observer observer{"a", keys, clock, random};
  REQUIRE(platform::store_authorization(*connection, observer, taken->hash, authorization,
                                        support::merchant_state()));
  const auto fate = wait(hash, 4s);
  REQUIRE(fate);
  REQUIRE(fate->has_value());
  CHECK((*fate)->end.outcome == "authorized");
  CHECK((*fate)->merchant->appid == "wxmerchant0001");
  CHECK(wait(std::string(32, 'x'), 4s).error().code == Code::not_found);
}

TEST_CASE_FIXTURE(Fixture, "authorization desk - an invitation lets its bearer in") {
  platform::Invitations invitations(keys, clock, random);
  const platform::Actor actor{"command", "alice"};
  const auto made = invitations.invite(*connection, actor, {"Tea House", "", clock.wall() + 1h}).value();
  const auto admit = [&](std::string_view token) { return support::run(loop, desk.admit(token)).value(); };
  CHECK(admit(made.token.reveal()).invitation == made.invitation.id);
  CHECK_FALSE(admit("").admitted());
  CHECK_FALSE(admit("AAAAAAAAAAAAAAAAAAAAAA").admitted());
  clock.advance(2h);
  CHECK(admit(made.token.reveal()).kind == platform::Admission::Kind::expired);
}

}  // namespace authorization_desk_test
