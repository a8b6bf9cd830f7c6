// Gateways that crash, sleep and lose their database while WeChat rotates refresh tokens; time is simulated,
// in the database too.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "support/moved_database_clock.hpp"
#include "tokens/gateway.hpp"
#include "tokens/mishaps.hpp"

struct Week : support::TokenDatabase {
  struct Process {
    std::unique_ptr<boost::asio::io_context> loop;
    std::unique_ptr<Line> line;
    std::unique_ptr<Gateway> gateway;
    std::vector<std::shared_ptr<std::optional<bool>>> open;  // queries without an end
    bool frozen = false;
    bool doomed = false;
    int fuse = 0;  // handlers until it is doomed; 0: none
  };

  Week(std::uint64_t seed, std::chrono::seconds overlap) : book(clock, overlap), dice(seed) {
    accounts.push_back(merchant);
    for (int i = 2; i <= 3; ++i) {
      accounts.push_back(import("wx000000000000000" + std::to_string(i)));
    }
    for (const auto& account : accounts) {
      authorize(account.id, book.authorize(account.appid));
    }
    for (Process& process : processes) {
      start(process);
    }
  }
  ~Week() {
    mend();
    for (Process& process : processes) {
      end(process);
    }
  }

  bool percent(int chance) { return std::uniform_int_distribution(0, 99)(dice) < chance; }
  std::size_t any(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(dice);
  }

  void advance(base::Micros by) {
    clock.advance(by);
    database_clock.advance(by);
    for (Process& process : processes) {
      if (process.gateway) process.gateway->clock.advance(by);
    }
    moved += by;
  }

  // One query of a merchant at one gateway, and what comes of it: whether WeChat took the token.
  bool query(Process& process, const tenancy::Merchant& account) {
    const auto end_of_query = begin(process, account);
    settle([&] { return end_of_query->has_value() || process.frozen || !process.gateway; });
    const bool served = end_of_query->value_or(false);
    mend();
    recover();
    return served;
  }

  // Nothing goes wrong any more.
  void calm() {
    troubled = false;
    for (Process& process : processes) {
      thaw(process);
    }
    advance(std::chrono::minutes(20));
  }

  // A process that slept goes on.
  void thaw(Process& process) {
    if (!std::exchange(process.frozen, false)) return;
    settle([&] {
      return !process.gateway || process.frozen ||
             std::ranges::all_of(process.open, [](const auto& query) { return query->has_value(); });
    });
    mend();
    recover();
  }

  support::MovedDatabaseClock database_clock{database};
  support::MovedClock clock;
  WeixinBook book;
  std::mt19937_64 dice;
  std::vector<tenancy::Merchant> accounts;
  std::array<Process, 2> processes;
  base::Micros moved{0};
  bool troubled = true;
  bool out = false;  // the database
  int given_up = 0;  // merchants
  std::map<Mishap, int> mishaps;

 private:
  static constexpr std::chrono::microseconds patience{100};
  static constexpr const char* unsaved = "marketcode_tokens_unsaved{kind=\"merchant\"} ";

  void start(Process& process) {
    process.loop = std::make_unique<boost::asio::io_context>();
    process.line = std::make_unique<Line>(
        book, clock,
        Line::Hooks{[this] { return choose(); }, [this, &process](Mishap mishap) { strike(process, mishap); },
                    [this](int chance) { return troubled && percent(chance); }});
    tokens::DeskOptions options;
    options.renewals.call = std::chrono::seconds(10);
    process.gateway = std::make_unique<Gateway>(*process.loop, *this, *process.line, "gateway", options,
                                                base::LogLevel::error);
    process.gateway->clock.advance(moved);
    process.doomed = process.frozen = false;
    process.fuse = 0;
  }
  void end(Process& process) {
    if (process.gateway) given_up += process.gateway->history.losses;
    process.gateway.reset();
    process.loop.reset();  // whatever waits there waits no more
    process.line.reset();
    process.open.clear();
  }

  Mishap choose() {
    if (!troubled || !percent(25)) return Mishap::none;
    using enum Mishap;
    constexpr std::array kinds = {crash_before, crash_after,   crash_after,  crash_soon,   crash_soon,
                                  crash_soon,   freeze_before, freeze_after, freeze_after, lost,
                                  lost,         busy,          cut,          outage};
    const Mishap mishap = kinds[any(kinds.size())];
    ++mishaps[mishap];
    return mishap;
  }
  void strike(Process& process, Mishap mishap) {
    switch (mishap) {
      case Mishap::crash_before:
      case Mishap::crash_after:
        process.doomed = true;
        return;
      case Mishap::crash_soon:
        process.fuse = static_cast<int>(2 + any(8));
        return;
      case Mishap::freeze_before:
      case Mishap::freeze_after:
        process.frozen = true;
        return;
      case Mishap::outage:
        out = true;
        database_clock.run("REVOKE ALL ON merchant_token FROM marketcode_app");
        [[fallthrough]];
      case Mishap::cut:
        database_clock.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'tokens'");
        return;
      case Mishap::none:
      case Mishap::lost:
      case Mishap::busy:
        return;
    }
  }
  // The database is back, and what was kept for it is stored.
  void mend() {
    if (std::exchange(out, false)) {
      database_clock.run("GRANT SELECT, INSERT, UPDATE ON merchant_token TO marketcode_app");
    }
    settle([this] {
      return std::ranges::all_of(processes, [](const Process& process) {
        return !process.gateway || process.frozen || process.gateway->sample(unsaved) == "0";
      });
    });
  }
  // Who crashed starts anew. Leases of the dead and the sleeping end meanwhile.
  void recover() {
    bool late = false;
    for (Process& process : processes) {
      late = late || process.frozen || !process.gateway;
      if (!process.gateway) start(process);
    }
    if (late) advance(std::chrono::seconds(25));
  }

  std::shared_ptr<std::optional<bool>> begin(Process& process, const tenancy::Merchant& account) {
    auto ended = std::make_shared<std::optional<bool>>();
    process.open.push_back(ended);
    boost::asio::co_spawn(*process.loop, serve(*process.gateway, account),
                          [ended](std::exception_ptr thrown, bool served) { *ended = served && !thrown; });
    return ended;
  }
  base::Awaitable<bool> serve(Gateway& gateway, tenancy::Merchant account) {
    auto token = co_await gateway.refresher->token(account.id, gateway.soon());
    if (!token) co_return false;
    if (book.takes(account.appid, (*token)->text.reveal())) co_return true;
    token = co_await gateway.refresher->renew(account.id, (*token)->generation, gateway.soon());
    co_return token&& book.takes(account.appid, (*token)->text.reveal());
  }

  // Time goes by while somebody waits: a lease that nobody ended ends.
  void settle(const std::function<bool()>& done) {
    using std::chrono::steady_clock;
    const auto limit = steady_clock::now() + std::chrono::seconds(60);
    auto long_wait = steady_clock::now() + std::chrono::milliseconds(50);
    for (bool busy = true; !done(); busy = turn(busy)) {
      if (steady_clock::now() > limit) FAIL("a query or a save did not end" << state());
      if (steady_clock::now() < long_wait) continue;
      advance(std::chrono::seconds(25));
      long_wait = steady_clock::now() + std::chrono::milliseconds(50);
    }
  }
  std::string state() const {
    std::string text;
    for (const Process& process : processes) {
      text += !process.gateway ? "; dead" : process.frozen ? "; frozen" : "; awake";
      if (process.gateway) text += " unsaved " + process.gateway->sample(unsaved);
    }
    return text;
  }
  // One handler of each process; waits a little for one when nothing was to do before.
  bool turn(bool busy) {
    bool worked = false;
    for (Process& process : processes) {
      if (!process.gateway || process.frozen) continue;
      process.loop->restart();
      const auto ran = busy ? process.loop->poll_one() : process.loop->run_one_for(patience);
      if (ran > 0) {
        worked = true;
        if (process.fuse > 0 && --process.fuse == 0) process.doomed = true;
      }
      if (process.doomed) end(process);
    }
    return worked;
  }
};
