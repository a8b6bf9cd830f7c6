#include <string>

#include <doctest/doctest.h>

#include "support/captured_stderr.hpp"
#include "tokens/gateway.hpp"
#include "tokens/refresher.hpp"

namespace refresher_refusal_test {

using namespace std::chrono_literals;
using base::Code;

using Fixture = RefresherFixture;

TEST_CASE_FIXTURE(Fixture, "after a failure callers are told at once until the pause is over") {
  weixin.errcodes = {-1};
  Gateway gateway(loop, *this, weixin, "a");
  const auto first = gateway.token();
  CHECK(text_of(first) == "token_unavailable");
  REQUIRE(first.error().retry_after);
  CHECK(*first.error().retry_after <= 1250ms);
  CHECK(text_of(gateway.token()) == "token_unavailable");
  CHECK(weixin.asked.size() == 1);
  CHECK(column("failures") == "1");
  CHECK(column("last_errcode") == "-1");
  CHECK(column("lease_owner IS NULL") == "t");
  gateway.clock.advance(2s);
  CHECK(text_of(gateway.token()) == "issued-1");
  CHECK(column("failures") == "0");
}

TEST_CASE_FIXTURE(Fixture, "no answer is a failure like another") {
  weixin.unreachable = base::Error{Code::upstream_timeout, "", "timeout"};
  Gateway gateway(loop, *this, weixin, "a");
  const auto got = gateway.token();
  CHECK(text_of(got) == "token_unavailable");
  CHECK(got.error().cause == "upstream_timeout: timeout");
  CHECK(column("failures = 1 AND last_errcode IS NULL") == "t");
}

TEST_CASE_FIXTURE(Fixture, "a void refresh token is marked and a new authorisation heals") {
  weixin.errcodes = {61023};
  Gateway a(loop, *this, weixin, "a");
  Gateway b(loop, *this, weixin, "b");
  CHECK(text_of(a.token()) == "merchant_needs_reauthorization");
  CHECK(text_of(a.token()) == "merchant_needs_reauthorization");
  CHECK(text_of(b.token()) == "merchant_needs_reauthorization");
  CHECK(column("needs_reauthorization") == "t");
  CHECK(weixin.asked.size() == 1);
  authorize(merchant.id, "refresh-9", "fresh");
  weixin.valid_refresh = "refresh-9";
  a.load();
  CHECK(text_of(a.token()) == "fresh");
  CHECK(text_of(a.renew(2)) == "issued-1");
}

TEST_CASE_FIXTURE(Fixture, "a token with life left is used though the authorisation is void") {
  hold(30min);
  set("needs_reauthorization = true");
  Gateway gateway(loop, *this, weixin, "a");
  CHECK(text_of(gateway.token()) == "held");
  CHECK(text_of(gateway.renew(2)) == "merchant_needs_reauthorization");
  CHECK(weixin.asked.empty());
}

TEST_CASE_FIXTURE(Fixture, "a merchant that left is told as such and its failure counted") {
  weixin.errcodes = {61003};
  Gateway gateway(loop, *this, weixin, "a");
  CHECK(text_of(gateway.token()) == "merchant_not_authorized");
  CHECK(text_of(gateway.token()) == "merchant_not_authorized");
  CHECK(weixin.asked.size() == 1);
  CHECK(column("failures = 1 AND last_errcode = 61003 AND NOT needs_reauthorization") == "t");
}

TEST_CASE_FIXTURE(Fixture, "our address not being welcome is no failure of the merchant s and is logged") {
  weixin.errcodes = {61004};
  weixin.errmsg = "access clientip is not registered requestIP: 10.9.8.7 rid: 1-2-3";
  const support::CapturedStderr log;
  Gateway gateway(loop, *this, weixin, "a", {}, base::LogLevel::debug);
  CHECK(text_of(gateway.token()) == "provider_address_not_allowed");
  CHECK(column("failures = 0 AND lease_owner IS NULL") == "t");
  CHECK(log.text().find("error provider_address_refused cause=\"errcode 61004 address 10.9.8.7\"") !=
        std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a refused component token is renewed once and the call repeated") {
  weixin.refused_component = "component-1";
  Gateway gateway(loop, *this, weixin, "a");
  CHECK(text_of(gateway.token()) == "issued-1");
  CHECK(gateway.component.renewals == 1);
  CHECK(weixin.asked.size() == 2);
  CHECK(weixin.asked[1].component == "component-2");
}

TEST_CASE_FIXTURE(Fixture, "a component token that stays refused is no failure of the merchant s") {
  weixin.refused_component = "component-1";
  Gateway gateway(loop, *this, weixin, "a");
  gateway.component.stuck = true;
  CHECK(text_of(gateway.token()) == "token_unavailable");
  CHECK(weixin.asked.size() == 2);
  CHECK(column("failures = 0 AND lease_owner IS NULL") == "t");
}

TEST_CASE_FIXTURE(Fixture, "without a component token no lease is taken and its reason is told") {
  Gateway gateway(loop, *this, weixin, "a");
  gateway.component.unavailable = base::Error{Code::token_unavailable, "no ticket yet", "no ticket"};
  const auto got = gateway.token();
  CHECK(text_of(got) == "token_unavailable");
  CHECK(got.error().detail == "no ticket yet");
  CHECK(weixin.asked.empty());
  CHECK(column("lease_owner IS NULL AND failures = 0") == "t");
  gateway.component.unavailable.reset();
  gateway.clock.advance(1s);
  CHECK(text_of(gateway.token()) == "issued-1");
}

TEST_CASE_FIXTURE(Fixture, "a merchant that is not known gets nothing") {
  Gateway gateway(loop, *this, weixin, "a");
  CHECK(text_of(gateway.token_of(merchant.id + 1000)) == "merchant_not_authorized");
  const auto bare = import("wx0000000000000009");
  gateway.load();
  CHECK(text_of(gateway.token_of(bare.id)) == "merchant_needs_reauthorization");
  CHECK(weixin.asked.empty());
}

TEST_CASE_FIXTURE(Fixture, "a failure of the gateway that holds the lease is the answer for all") {
  weixin.takes = 100ms;
  weixin.errcodes = {-1};
  Gateway a(loop, *this, weixin, "a");
  Gateway b(loop, *this, weixin, "b");
  a.ask();
  support::run_until(loop, [&] { return weixin.in_flight == 1; });
  b.ask();
  support::run_until(loop, [&] { return a.answers.size() + b.answers.size() == 2; });
  CHECK(text_of(a.answers[0]) == "token_unavailable");
  CHECK(text_of(b.answers[0]) == "token_unavailable");
  CHECK(weixin.asked.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "no token ever stands in a log line") {
  weixin.errcodes = {61004, -1};
  const support::CapturedStderr log;
  Gateway gateway(loop, *this, weixin, "a", {}, base::LogLevel::debug);
  for (int i = 0; i < 3; ++i) {
    gateway.token();
    gateway.clock.advance(10s);
  }
  CHECK(text_of(gateway.token()) == "issued-1");
  const std::string text = log.text();
  CHECK(text.find("info token_refreshed appid=" + merchant.appid + " generation=2 reason=missing") !=
        std::string::npos);
  for (const char* secret : {"issued-", "refresh-1", "component-1"}) {
    CHECK(text.find(secret) == std::string::npos);
  }
}

}  // namespace refresher_refusal_test
