// WeChat's side of the platform's own calls, behaving as a test says.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/component_calls.hpp"
#include "platform/merchant_calls.hpp"

namespace support {

// Takes its time, on whichever loop it is asked.
inline base::Awaitable<void> pause(std::chrono::milliseconds time) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  timer.expires_after(time);
  co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
}

// Issues "component-1", "component-2", … to whoever shows the ticket that is valid.
class FakeComponentCalls final : public platform::ComponentCalls {
 public:
  base::Awaitable<tokens::TokenAnswer> component_token(const platform::ComponentIdentity& identity,
                                                       const base::Secret& ticket, base::Deadline) override {
    asked.push_back(identity.appid + " " + std::string(identity.secret.reveal()) + " " +
                    std::string(ticket.reveal()));
    co_await pause(takes);
    if (!errcodes.empty()) {
      const std::int64_t errcode = errcodes.front();
      errcodes.pop_front();
      co_return std::unexpected(platform::component_refusal(errcode, errmsg));
    }
    co_return tokens::NewTokens{base::Secret("component-" + std::to_string(++issued)), base::Secret(), life};
  }

  std::chrono::milliseconds takes{0};
  std::deque<std::int64_t> errcodes;
  std::string errmsg;
  std::chrono::seconds life{7200};
  std::vector<std::string> asked;
  int issued = 0;
};

// Tells of every merchant the same.
class FakeMerchantCalls final : public platform::MerchantCalls {
 public:
  base::Awaitable<platform::MerchantAnswer> merchant_state(const base::Secret& component_token,
                                                           std::string_view appid, base::Deadline) override {
    asked.push_back(std::string(component_token.reveal()) + " " + std::string(appid));
    const std::string component(component_token.reveal());
    co_await pause(takes);
    if (component == refused_component) co_return std::unexpected(tokens::refusal_of(40001));
    if (errcode) co_return std::unexpected(tokens::refusal_of(*errcode));
    co_return state;
  }

  std::chrono::milliseconds takes{0};
  std::optional<std::int64_t> errcode;
  std::string refused_component;
  tenancy::MerchantState state;
  std::vector<std::string> asked;
};

}  // namespace support
