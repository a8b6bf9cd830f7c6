#include "platform/merchant_reader.hpp"

#include <memory>

#include <doctest/doctest.h>

#include "platform/merchant_update.hpp"
#include "support/fake_component_calls.hpp"
#include "support/fake_weixin_tokens.hpp"
#include "support/moved_clock.hpp"
#include "support/platform_database.hpp"
#include "support/run_loop.hpp"

namespace merchant_reader_test {

using namespace std::chrono_literals;

using MerchantPtr = std::shared_ptr<const tenancy::Merchant>;

struct Fixture : support::PlatformDatabase {
  Fixture() {
    weixin.state = support::merchant_state();
    load();
  }

  static db::ExecutorOptions executor_options(const support::MigratedDatabase& database) {
    db::ExecutorOptions options;
    options.connect.url = base::Secret(std::string_view(database.app_url));
    return options;
  }
  void load() { REQUIRE(tenancy::load_changes(*connection, 0, directory)); }
  // Changes the row as an operator would, so that every gateway sees it.
  void set(const std::string& assignments) {
    ask("UPDATE merchant SET " + assignments + ", stamp = next_stamp()");
    load();
  }
  void make_old() { set("state_read_at = now() - interval '6 minutes'"); }
  MerchantPtr known() { return directory.merchant(merchant.id); }
  MerchantPtr reread(std::chrono::milliseconds patience = 4s) {
    return support::run(loop, reader.reread(known(), {clock.steady() + patience}));
  }
  std::string events() { return ask("SELECT coalesce(string_agg(head, ' '), '') FROM audit_outbox"); }

  boost::asio::io_context loop;
  support::MovedClock clock;
  base::Log log{base::LogLevel::error, base::LogFormat::text};
  tenancy::Merchant merchant = import();
  tenancy::Directory directory;
  db::Executor executor{executor_options(database), clock, log};
  support::FakeMerchantCalls weixin;
  support::FakeComponentTokens component;
  platform::MerchantReader reader{loop,   {"gateway-1"}, directory, keys,   executor,
                                  weixin, component,     clock,     random, log};
};

TEST_CASE_FIXTURE(Fixture, "merchant reader - what was read a moment ago is not read again") {
  CHECK(reread()->id == merchant.id);
  CHECK(weixin.asked.empty());
}

TEST_CASE_FIXTURE(Fixture, "merchant reader - old state is read stored and used at once") {
  make_old();
  weixin.state.permission_sets = {1};
  const auto now = reread();
  CHECK_FALSE(now->holds_permission_set(46));
  CHECK(known()->permission_sets == std::vector{1});
  CHECK(ask("SELECT permission_sets FROM merchant") == "{1}");
  CHECK(ask("SELECT state_read_at > now() - interval '1 minute' FROM merchant") == "t");
  CHECK(weixin.asked == std::vector<std::string>{"component-1 " + merchant.appid});
  reread();
  CHECK(weixin.asked.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "merchant reader - a change of rights is logged sameness is not") {
  make_old();
  reread();
  CHECK(events().empty());
  make_old();
  weixin.state.permission_sets = {46};
  clock.advance(6min);
  reread();
  CHECK(weixin.asked.size() == 2);
  CHECK(events().find("merchant_state_changed") != std::string::npos);
  CHECK(events().find(R"("permission_sets":[46])") != std::string::npos);
  CHECK(events().find(R"("permission_sets":[1,46])") != std::string::npos);
  CHECK(ask("SELECT kind FROM audit_outbox") == "2");
}

TEST_CASE_FIXTURE(Fixture, "merchant reader - callers at one time share one read") {
  make_old();
  weixin.takes = 50ms;
  int done = 0;
  for (int i = 0; i < 50; ++i) {
    boost::asio::co_spawn(loop, reader.reread(known(), {clock.steady() + 4s}),
                          [&](std::exception_ptr, MerchantPtr now) {
                            if (now && now->state_read_at > clock.wall() - 1min) ++done;
                          });
  }
  support::run_until(loop, [&] { return done == 50; });
  CHECK(weixin.asked.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "merchant reader - 61003 marks the merchant as not authorised for minutes") {
  make_old();
  weixin.errcode = 61003;
  CHECK_FALSE(reread()->authorized);
  CHECK(ask("SELECT authorized FROM merchant") == "f");
  CHECK(events().find("merchant_authorization_missing") != std::string::npos);
  CHECK_FALSE(reread()->authorized);
  CHECK(weixin.asked.size() == 1);

  weixin.errcode.reset();
  clock.advance(5min);
  CHECK(reread()->authorized);
  CHECK(ask("SELECT authorized FROM merchant") == "t");
  CHECK(events().find("merchant_authorization_found") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "merchant reader - a read behind is one and no oftener than others") {
  reader.read_behind(known());
  loop.run_for(20ms);
  CHECK(weixin.asked.empty());  // read a moment ago

  make_old();
  weixin.errcode = 61003;
  for (int i = 0; i < 10; ++i) {
    reader.read_behind(known());
  }
  loop.restart();
  support::run_until(loop, [&] { return !known()->authorized; });
  reader.read_behind(known());
  loop.restart();
  loop.run_for(20ms);
  CHECK(weixin.asked.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "merchant reader - a failure gives the merchant as it was and a pause") {
  make_old();
  weixin.errcode = -1;
  CHECK(reread()->authorized);
  reread();
  CHECK(weixin.asked.size() == 1);
  clock.advance(10s);
  reread();
  CHECK(weixin.asked.size() == 2);
  CHECK(events().empty());
}

TEST_CASE_FIXTURE(Fixture, "merchant reader - unknown kind is read at once and again after a pause") {
  set("service_type = NULL");
  weixin.state.service_type.reset();
  CHECK_FALSE(reread()->service_type);
  reread();
  CHECK(weixin.asked.size() == 1);
  clock.advance(10s);
  weixin.state.service_type = 2;
  CHECK(reread()->is_service_account());
  clock.advance(10s);
  reread();
  CHECK(weixin.asked.size() == 2);
}

TEST_CASE_FIXTURE(Fixture, "merchant reader - a caller that gives up gets what is known the read goes on") {
  make_old();
  weixin.takes = 100ms;
  weixin.state.permission_sets = {};
  CHECK(reread(10ms)->holds_permission_set(46));
  support::run_until(loop, [&] { return !known()->holds_permission_set(46); });
}

TEST_CASE_FIXTURE(Fixture, "merchant reader - a refused component token is renewed once") {
  make_old();
  weixin.refused_component = "component-1";
  weixin.state.nick_name = "New Name";
  CHECK(reread()->nick_name == "New Name");
  CHECK(weixin.asked.size() == 2);
  make_old();
  component.stuck = true;
  weixin.refused_component = "component-2";
  clock.advance(6min);
  CHECK(reread()->authorized);
  CHECK(weixin.asked.size() == 4);
}

TEST_CASE_FIXTURE(Fixture, "merchant reader - without a component token WeChat is not asked") {
  make_old();
  component.unavailable = base::Error{base::Code::token_unavailable, "no ticket", "no ticket"};
  CHECK(reread()->authorized);
  CHECK(weixin.asked.empty());
}

TEST_CASE_FIXTURE(Fixture, "merchant reader - what cannot be stored changes nothing") {
  make_old();
  weixin.state.permission_sets = {};
  ask("ALTER TABLE merchant RENAME TO merchant_away");
  CHECK(reread()->holds_permission_set(46));
  ask("ALTER TABLE merchant_away RENAME TO merchant");
  CHECK(weixin.asked.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "merchant update - an unknown merchant is not found") {
  const platform::Observer observer{"gateway-1", keys, clock, random};
  const auto stored = platform::store_merchant_state(*connection, observer, {merchant.id + 1000, 1, true},
                                                     support::merchant_state());
  CHECK(stored.error().code == base::Code::not_found);
}

TEST_CASE_FIXTURE(Fixture, "merchant update - an answer that was overtaken changes nothing") {
  const platform::Observer observer{"gateway-1", keys, clock, random};
  const auto asked = platform::asked_about(*known());
  auto state = support::merchant_state();
  state.permission_sets = {1};

  set("authorized = false");  // it left meanwhile
  REQUIRE(platform::store_merchant_state(*connection, observer, asked, state));
  CHECK(ask("SELECT authorized FROM merchant") == "f");
  set("authorized = true, authorization_version = authorization_version + 1");  // and came back
  REQUIRE(platform::store_not_authorized(*connection, observer, asked));
  REQUIRE(platform::store_merchant_state(*connection, observer, asked, state));
  CHECK(ask("SELECT authorized AND permission_sets <> '{1}' FROM merchant") == "t");
  CHECK(ask("SELECT count(*) FROM audit_outbox") == "0");

  load();
  REQUIRE(platform::store_not_authorized(*connection, observer, platform::asked_about(*known())));
  CHECK(ask("SELECT authorized FROM merchant") == "f");
}

TEST_CASE_FIXTURE(Fixture, "a merchant in doubt is read once more when a reading is under way") {
  boost::asio::co_spawn(
      loop, [&]() -> base::Awaitable<> { co_await reader.reread(known(), {clock.steady() + 4s}); },
      [](std::exception_ptr) {});
  make_old();
  load();
  reader.read_anyway(known());
  reader.read_anyway(known());
  support::run_until(loop, [&] { return weixin.asked.size() == 2; });
}

}  // namespace merchant_reader_test
