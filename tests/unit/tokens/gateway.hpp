// One gateway process as far as tokens go: several of them can share a database and a loop.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include "support/fake_weixin_tokens.hpp"
#include "support/moved_clock.hpp"
#include "support/run_loop.hpp"
#include "support/token_database.hpp"
#include "tokens/refresher.hpp"

struct Gateway {
  Gateway(boost::asio::io_context& io, support::TokenDatabase& db, tokens::TokenCalls& calls,
          std::string name, tokens::DeskOptions options = {}, base::LogLevel level = base::LogLevel::error)
      : loop(io), store(db), log(level, base::LogFormat::text), database(executor_options(db), clock, log) {
    options.renewals.instance = std::move(name);
    refresher = std::make_unique<tokens::Refresher>(io, options, vault, directory, db.keys, database, calls,
                                                    component, history, clock, random, metrics, log);
    load();
  }

  // What the change feed does.
  void load() {
    REQUIRE(tenancy::load_changes(*feed, 0, directory));
    REQUIRE(tokens::load_changes(*feed, seen, vault));
    seen = store.counter();
  }

  base::Result<tokens::TokenPtr> token(base::Micros minimum_life = {}) {
    return token_of(store.merchant.id, minimum_life);
  }
  base::Result<tokens::TokenPtr> token_of(int merchant, base::Micros minimum_life = {}) {
    return support::run(loop, refresher->token(merchant, soon(), minimum_life));
  }
  base::Result<tokens::TokenPtr> renew(std::int64_t refused) {
    return support::run(loop, refresher->renew(store.merchant.id, refused, soon()));
  }

  // A caller that does not wait for its answer: see `answers`.
  void ask(std::chrono::milliseconds patience = std::chrono::seconds(4)) {
    collect(refresher->token(store.merchant.id, {clock.steady() + patience}));
  }
  void ask_renewal(std::int64_t refused) { collect(refresher->renew(store.merchant.id, refused, soon())); }

  void collect(base::Awaitable<base::Result<tokens::TokenPtr>> call) {
    boost::asio::co_spawn(loop, std::move(call),
                          [this](std::exception_ptr, base::Result<tokens::TokenPtr> got) {
                            answers.push_back(std::move(got));
                          });
  }

  base::Deadline soon() const { return {clock.steady() + std::chrono::seconds(4)}; }
  std::string metric(const std::string& result) const {
    return sample("marketcode_token_refreshes_total{kind=\"merchant\",result=\"" + result + "\"} ");
  }
  std::string repairs(const std::string& result) const {
    return sample("marketcode_token_repairs_total{result=\"" + result + "\"} ");
  }
  // A value of one digit; "" when there is no such series.
  std::string sample(const std::string& series) const {
    const std::string text = metrics.render();
    const auto at = text.find(series);
    return at == std::string::npos ? "" : text.substr(text.find("} ", at) + 2, 1);
  }

  boost::asio::io_context& loop;
  support::TokenDatabase& store;
  support::MovedClock clock;
  support::FakeRandom random{std::random_device{}()};
  base::Metrics metrics;
  base::Log log;
  tenancy::Directory directory;
  tokens::Vault vault{store.keys};
  std::unique_ptr<db::Connection> feed = support::open_database(store.database.app_url);
  std::int64_t seen = 0;
  support::FakeComponentTokens component;
  support::FakeHistory history;
  db::Executor database;
  std::unique_ptr<tokens::Refresher> refresher;
  std::vector<base::Result<tokens::TokenPtr>> answers;

 private:
  static db::ExecutorOptions executor_options(const support::TokenDatabase& db) {
    db::ExecutorOptions options;
    options.connect.url = base::Secret(std::string_view(db.database.app_url));
    options.connect.application_name = "tokens";
    return options;
  }
};

inline std::string text_of(const base::Result<tokens::TokenPtr>& got) {
  return got ? std::string((*got)->text.reveal()) : std::string(base::name(got.error().code));
}

// A merchant whose row is as an import leaves it: a refresh token and nothing else.
struct RefresherFixture : support::TokenDatabase {
  boost::asio::io_context loop;
  support::FakeTokenCalls weixin;

  RefresherFixture() { authorize(merchant.id, "refresh-1"); }
  // A token "held" that is an hour old and has so much life left.
  void hold(base::Micros left) {
    authorize(merchant.id, "refresh-1", "held");
    set("refreshed_at = now() - interval '1 hour', expires_at = now() + interval '" +
        std::to_string(left.count()) + " us'");
  }
  // What the gateway holds is used up.
  void expire(Gateway& gateway) {
    set("expires_at = now() - interval '1 s'");
    REQUIRE(tokens::load_changes(*gateway.feed, 0, gateway.vault));
  }
};
