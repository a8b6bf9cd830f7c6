// WeChat's book of refresh tokens, which rotate at each refresh.
#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"

class WeixinBook {
 public:
  struct Tokens {
    std::string access;
    std::string refresh;
  };

  // `overlap`: how long the refresh token before the newest is still taken.
  WeixinBook(const base::Clock& clock, std::chrono::seconds overlap) : clock_(clock), overlap_(overlap) {}

  const std::string& authorize(const std::string& appid) {
    return accounts_[appid].refresh = "R-" + appid + "-0";
  }
  const std::string& refresh_of(const std::string& appid) const { return accounts_.at(appid).refresh; }
  const auto& accounts() const { return accounts_; }

  // New tokens; nothing when the refresh token is void.
  std::optional<Tokens> refresh(const std::string& appid, std::string_view token) {
    Account& account = accounts_.at(appid);
    const auto now = clock_.wall();
    const bool previous = token == account.previous && now < account.previous_dies;
    if (token != account.refresh && !previous) return std::nullopt;
    const std::string number = std::to_string(++refreshes_);
    account.previous = std::exchange(account.refresh, "R-" + appid + "-" + number);
    account.previous_dies = now + overlap_;
    account.previous_access = std::exchange(account.access, "A-" + appid + "-" + number);
    account.previous_access_dies = std::min(account.access_dies, now + std::chrono::minutes(5));
    account.access_dies = now + life;
    return Tokens{account.access, account.refresh};
  }
  bool takes(const std::string& appid, std::string_view access) const {
    const Account& account = accounts_.at(appid);
    const auto now = clock_.wall();
    return (access == account.access && now < account.access_dies) ||
           (access == account.previous_access && now < account.previous_access_dies);
  }

  // A refresh while it is with WeChat.
  class Flight {
   public:
    Flight(WeixinBook& book, const std::string& appid) : book_(book), count_(book.in_flight_[appid]) {
      book_.most_in_flight_ = std::max(book_.most_in_flight_, ++count_);
    }
    ~Flight() { --count_; }
    Flight(const Flight&) = delete;
    Flight& operator=(const Flight&) = delete;

   private:
    WeixinBook& book_;
    int& count_;
  };
  int most_in_flight() const { return most_in_flight_; }  // of one merchant
  int refreshes() const { return refreshes_; }

  static constexpr std::chrono::seconds life{7200};

 private:
  struct Account {
    std::string refresh;
    std::string previous;
    base::WallTime previous_dies;
    std::string access;
    base::WallTime access_dies;
    std::string previous_access;
    base::WallTime previous_access_dies;
  };
  const base::Clock& clock_;
  const std::chrono::seconds overlap_;
  std::map<std::string, Account> accounts_;
  std::map<std::string, int> in_flight_;
  int most_in_flight_ = 0;
  int refreshes_ = 0;
};
