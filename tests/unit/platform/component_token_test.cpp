#include "platform/component_token.hpp"

#include <memory>
#include <random>

#include <doctest/doctest.h>

#include "support/captured_stderr.hpp"
#include "support/fake_component_calls.hpp"
#include "support/moved_clock.hpp"
#include "support/platform_database.hpp"
#include "support/run_loop.hpp"

namespace component_token_test {

using namespace std::chrono_literals;
using base::Code;

struct Process {
  Process(boost::asio::io_context& io, support::PlatformDatabase& db, platform::ComponentCalls& calls,
          base::LogLevel level = base::LogLevel::error)
      : loop(io),
        log(level, base::LogFormat::text),
        database(executor_options(db), clock, log),
        token(io, {db.component_appid, base::Secret("app-secret")}, {}, db.keys, database, calls, clock,
              random, metrics, log),
        feed(support::open_database(db.database.app_url)) {}

  base::Result<tokens::Token> get() { return support::run(loop, token.component_token(soon())); }
  base::Result<tokens::Token> renew(std::int64_t refused) {
    return support::run(loop, token.renew_component_token(refused, soon()));
  }
  void ask() {
    boost::asio::co_spawn(
        loop, token.component_token(soon()),
        [this](std::exception_ptr, base::Result<tokens::Token> got) { answers.push_back(std::move(got)); });
  }
  void stop() {
    bool stopped = false;
    token.stop(1s, [&] { stopped = true; });
    support::run_until(loop, [&] { return stopped; });
  }
  base::Deadline soon() const { return {clock.steady() + 4s}; }

  static db::ExecutorOptions executor_options(const support::PlatformDatabase& db) {
    db::ExecutorOptions options;
    options.connect.url = base::Secret(std::string_view(db.database.app_url));
    return options;
  }

  boost::asio::io_context& loop;
  support::MovedClock clock;
  support::FakeRandom random{std::random_device{}()};
  base::Metrics metrics;
  base::Log log;
  db::Executor database;
  platform::ComponentToken token;
  std::unique_ptr<db::Connection> feed;
  std::vector<base::Result<tokens::Token>> answers;
};

struct Fixture : support::PlatformDatabase {
  boost::asio::io_context loop;
  support::FakeComponentCalls weixin;
};

std::string text_of(const base::Result<tokens::Token>& got) {
  return got ? std::string(got->text.reveal()) : std::string(base::name(got.error().code));
}

TEST_CASE_FIXTURE(Fixture, "component token - fetched with the ticket stored and kept") {
  set_ticket("ticket@@@1");
  Process process(loop, *this, weixin);
  CHECK(text_of(process.get()) == "component-1");
  CHECK(text_of(process.get()) == "component-1");
  REQUIRE(weixin.asked.size() == 1);
  CHECK(weixin.asked[0] == "wxcomponent app-secret ticket@@@1");
  CHECK(column("generation") == "1");
  CHECK(process.token.state().generation == 1);
  CHECK(column("position('component-1'::bytea in token)") == "0");
}

TEST_CASE_FIXTURE(Fixture, "component token - one call for all callers of all processes") {
  set_ticket("ticket@@@1");
  weixin.takes = 100ms;
  Process a(loop, *this, weixin);
  Process b(loop, *this, weixin);
  for (int i = 0; i < 50; ++i) {
    a.ask();
    b.ask();
  }
  support::run_until(loop, [&] { return a.answers.size() + b.answers.size() == 100; });
  for (const auto* process : {&a, &b}) {
    for (const auto& got : process->answers) {
      REQUIRE(text_of(got) == "component-1");
    }
  }
  CHECK(weixin.asked.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "component token - without a ticket it says so and works as soon as one comes") {
  Process process(loop, *this, weixin);
  process.token.start();
  const auto got = process.get();
  CHECK(text_of(got) == "token_unavailable");
  CHECK(got.error().detail == "WeChat has sent no component_verify_ticket yet");
  CHECK(got.error().retry_after);
  CHECK(weixin.asked.empty());
  CHECK_FALSE(process.token.state().ticket_received_at);

  set_ticket("ticket@@@1");
  REQUIRE(process.token.load_changes(*process.feed, 0));
  CHECK(process.token.state().ticket_received_at);
  support::run_until(loop, [&] { return weixin.issued == 1; });  // by itself, whatever the pause was
  support::run_until(loop, [&] { return text_of(process.get()) == "component-1"; });
  process.stop();
}

TEST_CASE_FIXTURE(Fixture, "component token - an old ticket is none") {
  set_ticket("ticket@@@1");
  set("ticket_received_at = now() - interval '13 hours'");
  Process process(loop, *this, weixin);
  const auto got = process.get();
  CHECK(text_of(got) == "token_unavailable");
  CHECK(got.error().detail == "WeChat has sent no component_verify_ticket for 12 hours");
  CHECK(weixin.asked.empty());
}

TEST_CASE_FIXTURE(Fixture, "component token - refreshed ahead of its expiry") {
  set_ticket("ticket@@@1");
  Process process(loop, *this, weixin);
  process.token.start();
  support::run_until(loop, [&] { return weixin.issued == 1; });
  process.clock.advance(111min);
  support::run_until(loop, [&] { return weixin.issued == 2; });
  process.stop();
  CHECK(column("generation") == "2");
}

TEST_CASE_FIXTURE(Fixture, "component token - a refused one is renewed once and not again within a minute") {
  set_ticket("ticket@@@1");
  Process a(loop, *this, weixin);
  Process b(loop, *this, weixin);
  CHECK(text_of(a.get()) == "component-1");
  CHECK(text_of(b.get()) == "component-1");
  CHECK(text_of(b.renew(1)) == "token_unavailable");  // it is a moment old
  set("token_refreshed_at = token_refreshed_at - interval '61 s'");
  CHECK(text_of(b.renew(1)) == "component-2");
  CHECK(text_of(a.renew(1)) == "component-2");
  CHECK(weixin.asked.size() == 2);
  const auto again = a.renew(2);
  CHECK(text_of(again) == "token_unavailable");
  CHECK(*again.error().retry_after > 50s);
}

TEST_CASE_FIXTURE(Fixture,
                  "component token - refusals are told with their reason and left alone for a while") {
  set_ticket("ticket@@@1");
  weixin.errcodes = {40125, 61004};
  weixin.errmsg = "access clientip is not registered requestIP: 10.9.8.7 rid: 1-2-3";
  const support::CapturedStderr log;
  Process process(loop, *this, weixin, base::LogLevel::debug);
  const auto first = process.get();
  CHECK(text_of(first) == "token_unavailable");
  CHECK(first.error().detail == "WeChat refuses the configured component app secret");
  CHECK(process.get().error().detail == first.error().detail);
  CHECK(weixin.asked.size() == 1);
  CHECK(process.token.state().last_errcode == 40125);
  CHECK(process.token.state().failing_since);
  process.clock.advance(2s);
  CHECK(text_of(process.get()) == "provider_address_not_allowed");
  process.clock.advance(10s);
  CHECK(text_of(process.get()) == "component-1");
  CHECK_FALSE(process.token.state().failing_since);
  CHECK(log.text().find("address 10.9.8.7") != std::string::npos);
  for (const char* secret : {"ticket@@@", "app-secret", "component-1"}) {
    CHECK(log.text().find(secret) == std::string::npos);
  }
}

TEST_CASE_FIXTURE(Fixture, "component token - another platform s database is refused at load") {
  set_ticket("ticket@@@1");
  set("component_appid = 'wxother'");
  Process process(loop, *this, weixin);
  const auto loaded = process.token.load_changes(*process.feed, 0);
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().code == Code::config_invalid);
  CHECK(loaded.error().detail.find("wxother") != std::string::npos);
  CHECK(loaded.error().detail.find("wxcomponent") != std::string::npos);
  CHECK(text_of(process.get()) == "token_unavailable");
  CHECK(weixin.asked.empty());
}

TEST_CASE_FIXTURE(Fixture, "component token - what another process stored is taken over by the feed") {
  set_ticket("ticket@@@1");
  Process a(loop, *this, weixin);
  Process b(loop, *this, weixin);
  REQUIRE(b.token.load_changes(*b.feed, 0));
  const auto seen = counter();
  CHECK(text_of(a.get()) == "component-1");
  REQUIRE(b.token.load_changes(*b.feed, seen));
  CHECK(b.token.state().generation == 1);
  set("lease_owner = 'nobody', lease_until = now() + interval '1 hour'");
  CHECK(text_of(b.get()) == "component-1");  // from memory
}

}  // namespace component_token_test
