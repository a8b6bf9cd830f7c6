#include "tenancy/token_desk.hpp"

#include <functional>
#include <string>

#include <doctest/doctest.h>

#include "samples.hpp"
#include "support/fake_clock.hpp"

namespace token_desk_test {

using namespace std::chrono_literals;
using base::Code;

const base::IpAddress anywhere = base::parse_address("198.51.100.7").value();
const base::IpAddress elsewhere = base::parse_address("203.0.113.9").value();

crypto::KeyRing one_key(base::Random& random) {
  return crypto::KeyRing::parse(crypto::KeyRing::generate_line(1, random)).value();
}

struct Fixture {
  Fixture() { put(); }

  void put(const std::function<void(tenancy::ApiKey&)>& change = [](tenancy::ApiKey&) {}) {
    row.stamp = ++stamp;
    change(row);
    directory.put({samples::merchant(1, stamp), samples::merchant(2, stamp)}, {row});
  }
  std::string_view key() const { return made.text.reveal(); }
  std::string token() {
    auto issued = desk.issue(appid, key(), anywhere);
    REQUIRE(issued);
    return std::string(issued->text.reveal());
  }
  std::string issue_reason(std::string_view whose, std::string_view secret,
                           const base::IpAddress& client = anywhere) {
    const auto issued = desk.issue(whose, secret, client);
    return issued ? "issued" : issued.error().reason;
  }
  std::string reason(std::string_view presented, const base::IpAddress& client = anywhere) {
    const auto caller = desk.admit(presented, client);
    return caller ? "admitted" : caller.error().reason;
  }

  std::int64_t stamp = 0;
  support::FakeClock clock;
  support::FakeRandom random;
  tenancy::NewApiKey made = tenancy::make_api_key(random);
  tenancy::ApiKey row = samples::key(7, 1, made);
  std::string appid = samples::merchant(1).appid;
  tenancy::Directory directory;
  tenancy::Gate gate{directory, clock};
  tenancy::GatewayTokens tokens{one_key(random)};
  tenancy::GuessLimit guesses{{.burst = 3, .interval = 2s, .addresses = 100}};
  tenancy::TokenDesk desk{gate, tokens, guesses, clock};
};

TEST_CASE_FIXTURE(Fixture, "a key gets a token and the token stands for the key") {
  const auto issued = desk.issue(appid, key(), anywhere);
  REQUIRE(issued);
  CHECK(issued->expires_in == 7'200s);
  const auto caller = desk.admit(issued->text.reveal(), anywhere);
  REQUIRE(caller);
  CHECK(caller->key->key.key_id == made.key_id);
  CHECK(caller->merchant->appid == appid);
  CHECK(caller->rate.remaining == 2);  // the issue drew nothing
  CHECK(directory.take_used().size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a token lives for two hours and not a second longer") {
  const auto text = token();
  clock.advance(2h - 1us);
  CHECK(reason(text) == "admitted");
  clock.advance(1us);
  const auto caller = desk.admit(text, anywhere);
  REQUIRE_FALSE(caller);
  CHECK(caller.error().reason == "token_expired");
  CHECK(caller.error().code == Code::api_key_invalid);
  CHECK(caller.error().key->key.key_id == made.key_id);
  // A new one is to be had at once.
  CHECK(reason(token()) == "admitted");
}

TEST_CASE_FIXTURE(Fixture, "a moment within a second does not shorten what was promised") {
  clock.advance(1us);
  const auto issued = desk.issue(appid, key(), anywhere);
  REQUIRE(issued);
  CHECK(issued->expires_in == 7'200s);
  clock.advance(2h);
  CHECK(reason(issued->text.reveal()) == "admitted");
  clock.advance(1s);
  CHECK(reason(issued->text.reveal()) == "token_expired");
}

TEST_CASE_FIXTURE(Fixture, "a token never outlives its key") {
  put([&](tenancy::ApiKey& k) { k.expires_at = clock.wall() + 90s + 500ms; });
  auto issued = desk.issue(appid, key(), anywhere);
  REQUIRE(issued);
  CHECK(issued->expires_in == 90s);
  clock.advance(90s - 1us);
  CHECK(reason(issued->text.reveal()) == "admitted");
  clock.advance(1us);
  CHECK(reason(issued->text.reveal()) == "token_expired");
  // Half a second of the key is left: no token is as short as that.
  CHECK(issue_reason(appid, key()) == "expired");
  clock.advance(1s);
  CHECK(issue_reason(appid, key()) == "expired");
}

TEST_CASE_FIXTURE(Fixture, "a key that is cut short takes its tokens with it") {
  const auto text = token();
  put([&](tenancy::ApiKey& k) { k.expires_at = clock.wall(); });
  CHECK(reason(text) == "expired");
  put([&](tenancy::ApiKey& k) { k.expires_at.reset(); });
  CHECK(reason(text) == "admitted");
}

TEST_CASE_FIXTURE(Fixture, "a revoked key takes its tokens with it also the expired ones") {
  const auto text = token();
  put([&](tenancy::ApiKey& k) { k.revoked_at = clock.wall(); });
  CHECK(reason(text) == "revoked");
  CHECK(issue_reason(appid, key()) == "revoked");
  clock.advance(3h);
  CHECK(reason(text) == "revoked");
}

TEST_CASE_FIXTURE(Fixture, "addresses hold for the issue and for the use") {
  const auto text = token();
  put([](tenancy::ApiKey& k) { k.addresses = samples::ranges({"198.51.100.0/24"}); });
  CHECK(reason(text) == "admitted");
  CHECK(reason(text, elsewhere) == "address");
  CHECK(desk.admit(text, elsewhere).error().code == Code::address_not_allowed);
  CHECK(issue_reason(appid, key(), elsewhere) == "address");
  CHECK(issue_reason(appid, key()) == "issued");
}

TEST_CASE_FIXTURE(Fixture, "tokens draw from the bucket of their key") {
  const auto text = token();
  for (int i = 0; i < 3; ++i)
    CHECK(reason(text) == "admitted");
  CHECK(reason(text) == "rate");
  CHECK(reason(token()) == "rate");  // another token, the same key
  CHECK(desk.admit(text, anywhere, false));
  CHECK(gate.admit(key(), anywhere).error().reason == "rate");
}

TEST_CASE_FIXTURE(Fixture, "a key is taken in a URL only if it may stand there") {
  const auto refused = desk.admit(key(), anywhere);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().reason == "in_url");
  CHECK(refused.error().key);
  CHECK(directory.take_used().empty());
  std::string wrong(key());
  wrong.back() = wrong.back() == 'A' ? 'B' : 'A';
  CHECK(reason(wrong) == "unknown");
  put([](tenancy::ApiKey& k) { k.allow_in_url = true; });
  CHECK(reason(key()) == "admitted");
  CHECK(reason(wrong) == "unknown");
  CHECK(reason(key(), anywhere) == "admitted");
}

TEST_CASE_FIXTURE(Fixture, "what is no token is refused and tells nothing") {
  const auto good = token();
  auto forged = good;
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  const std::string stranger(tokens.mint("zzzzzzzzzzzz", clock.wall() + 1h).reveal());
  for (const std::string& presented : {std::string(), std::string("gt_"), forged, stranger,
                                       std::string("68_") + std::string(140, 'x'), std::string(7'000, 'A')}) {
    const auto caller = desk.admit(presented, anywhere);
    REQUIRE_FALSE(caller);
    CHECK(caller.error().code == Code::api_key_invalid);
    CHECK(caller.error().reason == "unknown");
    CHECK_FALSE(caller.error().key);
  }
}

TEST_CASE_FIXTURE(Fixture, "only who holds the key learns that the appid is wrong") {
  std::string wrong(key());
  wrong.back() = wrong.back() == 'A' ? 'B' : 'A';
  CHECK(issue_reason(samples::merchant(2).appid, key()) == "appid");
  CHECK(issue_reason("wx-unknown", key()) == "appid");
  CHECK(issue_reason(appid, wrong) == "unknown");
  CHECK(issue_reason(samples::merchant(2).appid, wrong) == "unknown");
}

TEST_CASE_FIXTURE(Fixture, "an address with too many wrong secrets is not listened to for a while") {
  for (int i = 0; i < 3; ++i)
    CHECK(issue_reason(appid, "guess") == "unknown");
  const auto throttled = desk.issue(appid, key(), anywhere);
  REQUIRE_FALSE(throttled);
  CHECK(throttled.error().reason == "throttled");
  CHECK(throttled.error().code == Code::rate_limited);
  CHECK(throttled.error().rate->retry_after == 2s);
  CHECK_FALSE(throttled.error().key);
  CHECK(issue_reason(appid, key(), elsewhere) == "issued");
  clock.advance(2s);
  CHECK(issue_reason(appid, key()) == "issued");
  // Right ones, and those that are wrong in another way, draw nothing.
  for (int i = 0; i < 10; ++i) {
    CHECK(issue_reason(appid, key()) == "issued");
    CHECK(issue_reason("wx-unknown", key()) == "appid");
  }
}

}  // namespace token_desk_test
