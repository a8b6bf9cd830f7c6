#include "platform/reconciler.hpp"

#include <doctest/doctest.h>

#include "support/fake_component_calls.hpp"
#include "support/fake_weixin_tokens.hpp"
#include "support/moved_clock.hpp"
#include "support/platform_database.hpp"
#include "support/run_loop.hpp"

namespace reconciler_test {

using namespace std::chrono_literals;

// Refuses the first calls for the minute's quota.
class BusyMerchantCalls final : public platform::MerchantCalls {
 public:
  base::Awaitable<platform::MerchantAnswer> merchant_state(const base::Secret&, std::string_view,
                                                           base::Deadline) override {
    ++asked;
    if (refused-- > 0) co_return std::unexpected(tokens::refusal_of(45011));
    co_return support::merchant_state();
  }

  int refused = 0;
  int asked = 0;
};

struct Fixture : support::PlatformDatabase {
  Fixture() {
    ask("DELETE FROM platform_job");
    weixin.listed = {{"wxmerchant0001", "refresh-1"}};
  }

  static db::ExecutorOptions executor_options(const support::MigratedDatabase& database) {
    db::ExecutorOptions options;
    options.connect.url = base::Secret(std::string_view(database.app_url));
    return options;
  }
  platform::ReconcileReport run(platform::ReconcileProgress progress = [](auto&&...) {}) {
    auto report = support::run(loop, reconciler.run({}, std::move(progress)), 60s);
    REQUIRE(report);
    CHECK_FALSE(report->cut_short.has_value());
    return std::move(*report);
  }
  std::string job(const std::string& expression) {
    return ask("SELECT " + expression + " FROM platform_job");
  }

  boost::asio::io_context loop;
  support::MovedClock clock;
  base::Log log{base::LogLevel::error, base::LogFormat::text};
  db::Executor executor{executor_options(database), clock, log};
  BusyMerchantCalls merchants;
  support::FakeTokenCalls weixin;
  support::FakeComponentTokens component;
  platform::Reconciler reconciler{loop,   {"gateway-1"}, keys,  executor, merchants,
                                  weixin, component,     clock, random,   log};
};

TEST_CASE_FIXTURE(Fixture, "reconciler - after the minute s quota it goes on in the next minute") {
  merchants.refused = 1;
  // Nearly a minute is over: what is waited for is one second.
  clock.advance(1min - clock.wall().time_since_epoch() % 1min - 100ms);
  const auto minute = std::chrono::floor<std::chrono::minutes>(clock.wall());
  const auto report = run();
  CHECK(merchants.asked == 2);
  CHECK(std::chrono::floor<std::chrono::minutes>(clock.wall()) > minute);
  REQUIRE(report.lines.size() == 1);
  CHECK(report.lines[0].result == "done");
  CHECK(ask("SELECT authorized FROM merchant WHERE appid = 'wxmerchant0001'") == "t");
}

TEST_CASE_FIXTURE(Fixture, "reconciler - whoever comes after one that died waits for less than a minute") {
  int looks = 0;
  run([&](std::string_view what, std::size_t done, std::size_t) {
    if (what == "reading") {
      ++looks;
      CHECK(job("owner = 'gateway-1' AND lease_until < clock_timestamp() + interval '46 s'") == "t");
      ask("UPDATE platform_job SET lease_until = clock_timestamp() + interval '5 s'");
      clock.advance(11s);  // time to say that it lives
    } else if (done == 1) {
      ++looks;
      CHECK(job("lease_until > clock_timestamp() + interval '20 s'") == "t");
    }
  });
  CHECK(looks == 2);
  CHECK(job("owner IS NULL AND finished_at IS NOT NULL") == "t");
}

TEST_CASE_FIXTURE(Fixture, "reconciler - one that was taken over changes nothing more") {
  const auto report = support::run(loop,
                                   reconciler.run({},
                                                  [&](std::string_view what, std::size_t, std::size_t) {
                                                    if (what != "reading") return;
                                                    ask("UPDATE platform_job SET owner = 'gateway-2', "
                                                        "lease_until = clock_timestamp() + interval '40 s'");
                                                    clock.advance(11s);
                                                  }),
                                   60s);
  REQUIRE(report);
  CHECK(report->cut_short->code == base::Code::fenced);
  CHECK(job("owner") == "gateway-2");
}

}  // namespace reconciler_test
