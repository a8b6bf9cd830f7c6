#include <doctest/doctest.h>

#include "tokens/gateway.hpp"
#include "tokens/refresher.hpp"

namespace refresher_trouble_test {

using namespace std::chrono_literals;

struct Fixture : RefresherFixture {
  ~Fixture() { support::Postgres::instance().start(); }

  // Runs the loop until the row says so; the server may have been away.
  void run_until_row(const std::string& condition) {
    const auto end = std::chrono::steady_clock::now() + 8s;
    while (column(condition) != "t" && std::chrono::steady_clock::now() < end) {
      loop.restart();
      loop.run_for(20ms);
    }
    REQUIRE(column(condition) == "t");
  }
};

TEST_CASE_FIXTURE(Fixture, "a token that cannot be stored is served at once and stored later") {
  weixin.blocked = true;
  weixin.rotate_to = "refresh-2";
  Gateway gateway(loop, *this, weixin, "a");
  gateway.ask();
  support::run_until(loop, [&] { return weixin.in_flight == 1; });
  support::Postgres::instance().stop();
  weixin.blocked = false;
  support::run_until(loop, [&] { return gateway.answers.size() == 1; });
  CHECK(text_of(gateway.answers[0]) == "issued-1");
  CHECK(text_of(gateway.token()) == "issued-1");
  CHECK(text_of(gateway.renew(2)) == "token_unavailable");  // not before its refresh token is safe
  CHECK(weixin.asked.size() == 1);

  support::Postgres::instance().start();
  run_until_row("generation = 2");
  CHECK(stored_access() == "issued-1");
  CHECK(stored_refresh() == "refresh-2");
  CHECK(column("lease_owner IS NULL") == "t");
  CHECK((*gateway.token())->generation == 2);
  CHECK(gateway.metric("unsaved") == "1");
}

TEST_CASE_FIXTURE(Fixture, "without the database there is no refresh and it comes back by itself") {
  Gateway gateway(loop, *this, weixin, "a");
  support::Postgres::instance().stop();
  const auto got = gateway.token();
  CHECK(text_of(got) == "token_unavailable");
  CHECK(got.error().retry_after);
  CHECK(weixin.asked.empty());
  support::Postgres::instance().start();
  gateway.clock.advance(2s);
  CHECK(text_of(gateway.token()) == "issued-1");
}

TEST_CASE_FIXTURE(Fixture, "a process that dies between answer and store loses no merchant") {
  tokens::DeskOptions short_lease;
  short_lease.renewals.lease = 300ms;
  {
    boost::asio::io_context doomed;
    Gateway dead(doomed, *this, weixin, "dead", short_lease);
    weixin.blocked = true;
    dead.ask();
    support::run_until(doomed, [&] { return weixin.in_flight == 1; });
    CHECK(column("lease_owner LIKE 'dead/%'") == "t");
  }
  weixin.blocked = false;
  Gateway alive(loop, *this, weixin, "alive");
  CHECK(text_of(alive.token()) == "issued-1");
  CHECK(weixin.asked.size() == 2);
  CHECK(column("generation") == "2");
}

TEST_CASE_FIXTURE(Fixture,
                  "an answer that comes when its lease is another s is kept until that one is done") {
  tokens::DeskOptions short_lease;
  short_lease.renewals.lease = 400ms;
  weixin.takes = 50ms;
  Gateway slow(loop, *this, weixin, "slow", short_lease);
  slow.ask();
  support::run_until(loop, [&] { return weixin.in_flight == 1; });
  set("lease_owner = 'other', lease_until = clock_timestamp() + interval '1 s'");
  support::run_until(loop, [&] { return slow.answers.size() == 1; });
  CHECK(text_of(slow.answers[0]) == "issued-1");
  CHECK(column("generation") == "1");
  SUBCASE("the other one died") {
    run_until_row("generation = 2");
    CHECK(stored_access() == "issued-1");
  }
  SUBCASE("the other one brought a newer token") {
    weixin.valid_refresh = "refresh-1";
    support::FakeRandom dice(5);
    const tokens::SealedTokens theirs{keys.seal("theirs", tokens::access_row(merchant.id), dice), "", 2h};
    REQUIRE(tokens::store_tokens(*connection, merchant.id, 1, "other", theirs, 0s));
    support::run_until(loop, [&] { return text_of(slow.token()) == "theirs"; });
    CHECK(column("generation") == "2");
    CHECK(stored_access() == "theirs");
  }
}

TEST_CASE_FIXTURE(Fixture, "stopping waits for what is in flight and takes nothing new") {
  weixin.takes = 100ms;
  Gateway gateway(loop, *this, weixin, "a");
  gateway.refresher->start();
  gateway.ask();
  support::run_until(loop, [&] { return weixin.in_flight == 1; });
  bool stopped = false;
  gateway.refresher->stop(1s, [&] { stopped = true; });
  support::run_until(loop, [&] { return stopped; });
  CHECK(stored_access() == "issued-1");
  loop.restart();
  loop.run_for(2s);
  CHECK(loop.stopped());  // nothing keeps the loop alive
  CHECK(text_of(gateway.answers[0]) == "issued-1");
  gateway.clock.advance(3h);
  CHECK(text_of(gateway.token()) == "token_unavailable");
}

TEST_CASE_FIXTURE(Fixture, "stopping does not wait for ever for the database") {
  weixin.blocked = true;
  Gateway gateway(loop, *this, weixin, "a");
  gateway.ask();
  support::run_until(loop, [&] { return weixin.in_flight == 1; });
  support::Postgres::instance().stop();
  weixin.blocked = false;
  bool stopped = false;
  gateway.refresher->stop(500ms, [&] { stopped = true; });
  support::run_until(loop, [&] { return stopped; });
  CHECK(text_of(gateway.answers[0]) == "issued-1");
}

TEST_CASE_FIXTURE(Fixture, "tokens are refreshed ahead of their expiry without anybody asking") {
  authorize(merchant.id, "refresh-1", "held");
  set("expires_at = now() + interval '5 min', refreshed_at = now() - interval '115 min'");
  Gateway gateway(loop, *this, weixin, "a");
  gateway.refresher->start();
  support::run_until(loop, [&] { return gateway.metric("renewed") == "1"; });
  CHECK(stored_access() == "issued-1");
  CHECK(weixin.asked.size() == 1);
  bool stopped = false;
  gateway.refresher->stop(1s, [&] { stopped = true; });
  support::run_until(loop, [&] { return stopped; });
}

TEST_CASE_FIXTURE(Fixture, "refreshes ahead leave room for those who wait") {
  weixin.takes = 30ms;
  std::vector<int> ids{merchant.id};
  for (int i = 2; i <= 30; ++i) {
    ids.push_back(import("wx00000000000000" + std::to_string(10 + i)).id);
    authorize(ids.back(), "refresh-1");
  }
  tokens::DeskOptions options;
  options.parallel = 4;
  Gateway gateway(loop, *this, weixin, "a", options);
  gateway.refresher->start();
  support::run_until(loop, [&] { return weixin.in_flight == 3; });
  gateway.ask();
  support::run_until(loop, [&] { return gateway.answers.size() == 1; });
  CHECK(text_of(gateway.answers[0]).starts_with("issued-"));
  support::run_until(loop, [&] { return weixin.issued == 30; });
  CHECK(weixin.most_in_flight <= 4);
  bool stopped = false;
  gateway.refresher->stop(1s, [&] { stopped = true; });
  support::run_until(loop, [&] { return stopped; });
  CHECK(ask("SELECT count(*) FROM merchant_token WHERE generation = 2") == "30");
}

TEST_CASE_FIXTURE(Fixture, "more refreshes than may wait are refused at once") {
  weixin.takes = 100ms;
  std::vector<int> ids;
  for (int i = 2; i <= 4; ++i) {
    ids.push_back(import("wx000000000000000" + std::to_string(i)).id);
    authorize(ids.back(), "refresh-1");
  }
  tokens::DeskOptions options;
  options.parallel = 1;
  options.waiting = 1;
  Gateway gateway(loop, *this, weixin, "a", options);
  for (const int id : ids) {
    gateway.collect(gateway.refresher->token(id, gateway.soon()));
  }
  support::run_until(loop, [&] { return gateway.answers.size() == 3; });
  CHECK(text_of(gateway.answers[0]) == "overloaded");
  CHECK(text_of(gateway.answers[1]).starts_with("issued-"));
  CHECK(text_of(gateway.answers[2]).starts_with("issued-"));
  CHECK(gateway.sample("marketcode_queue_refusals_total{queue=\"merchant_refreshes\"} ") == "1");
}

TEST_CASE_FIXTURE(Fixture, "a used up quota stops refreshing ahead for all") {
  for (int i = 2; i <= 9; ++i) {
    authorize(import("wx000000000000000" + std::to_string(i)).id, "refresh-1");
  }
  weixin.errcodes = {45011};
  tokens::DeskOptions options;
  options.parallel = 1;
  Gateway gateway(loop, *this, weixin, "a", options);
  gateway.clock.advance(std::chrono::ceil<std::chrono::minutes>(gateway.clock.wall()) - gateway.clock.wall() +
                        10s);
  gateway.refresher->start();
  support::run_until(loop, [&] { return gateway.metric("minute_quota") == "1"; });
  loop.restart();
  loop.run_for(1500ms);  // ticks, of which none may ask
  CHECK(weixin.asked.size() == 1);
  gateway.clock.advance(80s);
  support::run_until(loop, [&] { return weixin.issued == 9; });
  CHECK(weixin.asked.size() == 10);
  bool stopped = false;
  gateway.refresher->stop(1s, [&] { stopped = true; });
  support::run_until(loop, [&] { return stopped; });
}

TEST_CASE_FIXTURE(Fixture, "trouble that all share stops refreshing ahead for a while") {
  for (int i = 2; i <= 9; ++i) {
    authorize(import("wx000000000000000" + std::to_string(i)).id, "refresh-1");
  }
  weixin.takes = 20ms;
  weixin.errcodes = std::deque<std::int64_t>(100, 61004);
  tokens::DeskOptions options;
  options.parallel = 2;
  Gateway gateway(loop, *this, weixin, "a", options);
  gateway.refresher->start();
  support::run_until(loop, [&] { return !weixin.asked.empty(); });
  loop.restart();
  loop.run_for(1500ms);
  CHECK(weixin.asked.size() == 1);
  bool stopped = false;
  gateway.refresher->stop(1s, [&] { stopped = true; });
  support::run_until(loop, [&] { return stopped; });
}

}  // namespace refresher_trouble_test
