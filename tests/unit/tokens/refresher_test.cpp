#include "tokens/refresher.hpp"

#include <atomic>
#include <memory>
#include <vector>

#include <doctest/doctest.h>

#include "support/loop_thread.hpp"
#include "tokens/gateway.hpp"

namespace refresher_test {

using namespace std::chrono_literals;

using Fixture = RefresherFixture;

TEST_CASE_FIXTURE(Fixture, "a missing token is fetched stored and used at once") {
  Gateway gateway(loop, *this, weixin, "a");
  const auto got = gateway.token();
  CHECK(text_of(got) == "issued-1");
  CHECK((*got)->generation == 2);
  CHECK(stored_access() == "issued-1");
  CHECK(column("generation") == "2");
  CHECK(weixin.asked[0].component == "component-1");
  CHECK(weixin.asked[0].appid == merchant.appid);
  CHECK(text_of(gateway.token()) == "issued-1");
  CHECK(weixin.asked.size() == 1);
  CHECK(gateway.metric("renewed") == "1");
}

TEST_CASE_FIXTURE(Fixture, "a good token is used without asking a demand for more life is met") {
  hold(30min);
  Gateway gateway(loop, *this, weixin, "a");
  CHECK(text_of(gateway.token()) == "held");
  CHECK(weixin.asked.empty());
  CHECK(text_of(gateway.token(40min)) == "issued-1");
}

TEST_CASE_FIXTURE(Fixture, "two hundred callers share one refresh") {
  hold(30s);
  weixin.takes = 50ms;
  Gateway gateway(loop, *this, weixin, "a");
  for (int i = 0; i < 200; ++i) {
    gateway.ask();
  }
  support::run_until(loop, [&] { return gateway.answers.size() == 200; });
  for (const auto& got : gateway.answers) {
    REQUIRE(text_of(got) == "issued-1");
  }
  CHECK(weixin.asked.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "two gateways with two hundred callers share one refresh") {
  hold(-1h);
  weixin.takes = 100ms;
  Gateway a(loop, *this, weixin, "a");
  Gateway b(loop, *this, weixin, "b");
  for (int i = 0; i < 100; ++i) {
    a.ask();
    b.ask();
  }
  support::run_until(loop, [&] { return a.answers.size() + b.answers.size() == 200; });
  for (const auto* gateway : {&a, &b}) {
    for (const auto& got : gateway->answers) {
      REQUIRE(text_of(got) == "issued-1");
      REQUIRE((*got)->generation == 3);
    }
  }
  CHECK(weixin.asked.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "callers on other loops are served by the control loop") {
  support::LoopThread control;
  std::vector<std::unique_ptr<support::LoopThread>> loops;
  Gateway gateway(control.loop(), *this, weixin, "a");
  std::atomic<int> good = 0;
  std::atomic<int> ended = 0;
  for (int i = 0; i < 3; ++i) {
    loops.push_back(std::make_unique<support::LoopThread>());
    for (int j = 0; j < 50; ++j) {
      boost::asio::co_spawn(loops.back()->loop(), gateway.refresher->token(merchant.id, gateway.soon()),
                            [&](std::exception_ptr, base::Result<tokens::TokenPtr> got) {
                              if (text_of(got) == "issued-1") ++good;
                              ++ended;
                            });
    }
  }
  for (auto& other : loops) {
    other->join();
  }
  CHECK(ended == 150);
  CHECK(good == 150);
  CHECK(control.call([&] { return weixin.asked.size(); }) == 1);
  control.join();
}

TEST_CASE_FIXTURE(Fixture, "a caller that gives up does not end the refresh") {
  weixin.takes = 100ms;
  Gateway gateway(loop, *this, weixin, "a");
  gateway.ask(20ms);
  gateway.ask();
  support::run_until(loop, [&] { return gateway.answers.size() == 2; });
  CHECK(text_of(gateway.answers[0]) == "token_unavailable");
  CHECK(text_of(gateway.answers[1]) == "issued-1");
}

TEST_CASE_FIXTURE(Fixture, "a refused token is renewed once for all who met it") {
  hold(1h);
  weixin.takes = 50ms;
  Gateway a(loop, *this, weixin, "a");
  Gateway b(loop, *this, weixin, "b");
  for (int i = 0; i < 50; ++i) {
    a.ask_renewal(2);
    b.ask_renewal(2);
  }
  support::run_until(loop, [&] { return a.answers.size() + b.answers.size() == 100; });
  for (const auto* gateway : {&a, &b}) {
    for (const auto& got : gateway->answers) {
      REQUIRE(text_of(got) == "issued-1");
    }
  }
  CHECK(weixin.asked.size() == 1);
  CHECK(text_of(a.renew(2)) == "issued-1");  // the store has a newer one
  CHECK(weixin.asked.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a merchant s token is renewed by force at most once a minute") {
  hold(1h);
  Gateway a(loop, *this, weixin, "a");
  Gateway b(loop, *this, weixin, "b");
  CHECK(text_of(a.renew(2)) == "issued-1");
  const auto again = a.renew(3);
  CHECK(text_of(again) == "token_unavailable");
  REQUIRE(again.error().retry_after);
  CHECK(*again.error().retry_after > 50s);
  CHECK(*again.error().retry_after <= 60s);
  b.load();
  CHECK(text_of(b.renew(3)) == "token_unavailable");
  CHECK(weixin.asked.size() == 1);
  CHECK(text_of(a.token()) == "issued-1");  // whoever has not been refused goes on with it
  set("forced_at = forced_at - interval '60 s'");
  CHECK(text_of(b.renew(3)) == "issued-2");
}

TEST_CASE_FIXTURE(Fixture, "a used up token is refreshed however young the last forced refresh is") {
  hold(1h);
  Gateway gateway(loop, *this, weixin, "a");
  CHECK(text_of(gateway.renew(2)) == "issued-1");
  expire(gateway);
  CHECK(text_of(gateway.token()) == "issued-2");
  expire(gateway);
  CHECK(text_of(gateway.renew(4)) == "issued-3");
}

TEST_CASE_FIXTURE(Fixture, "a clock that runs ahead does not make a caller refresh again and again") {
  Gateway gateway(loop, *this, weixin, "a");
  gateway.clock.advance(24h);
  CHECK(text_of(gateway.token()) == "issued-1");
  CHECK(weixin.asked.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a gateway that is behind takes the store s token without asking") {
  Gateway a(loop, *this, weixin, "a");
  Gateway b(loop, *this, weixin, "b");
  CHECK(text_of(a.token()) == "issued-1");
  CHECK(text_of(b.token()) == "issued-1");
  CHECK(weixin.asked.size() == 1);
  CHECK(b.metric("adopted") == "1");
}

TEST_CASE_FIXTURE(Fixture, "what WeChat returns as refresh token is used from then on") {
  weixin.rotate_to = "refresh-2";
  Gateway gateway(loop, *this, weixin, "a");
  CHECK(text_of(gateway.token()) == "issued-1");
  CHECK(stored_refresh() == "refresh-2");
  weixin.send_refresh = false;
  expire(gateway);
  CHECK(text_of(gateway.token()) == "issued-2");
  CHECK(stored_refresh() == "refresh-2");
  CHECK(weixin.asked[1].refresh == "refresh-2");
}

TEST_CASE_FIXTURE(Fixture, "the call ends well before the lease does") {
  tokens::DeskOptions options;
  options.renewals.lease = 2s;
  Gateway gateway(loop, *this, weixin, "a", options);
  gateway.token();
  CHECK(weixin.asked[0].deadline.at <= std::chrono::steady_clock::now() + 1500ms);
}

}  // namespace refresher_test
