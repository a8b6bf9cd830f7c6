// WeChat's side of token refreshes, behaving as a test says.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>

#include "tokens/token_calls.hpp"
#include "tokens/token_history.hpp"

namespace support {

// Issues "issued-1", "issued-2", … to whoever shows the refresh token that is valid. On one loop.
class FakeTokenCalls final : public tokens::TokenCalls {
 public:
  struct Asked {
    std::string component;
    std::string appid;
    std::string refresh;
    base::Deadline deadline;
  };

  base::Awaitable<tokens::TokenAnswer> authorizer_token(const base::Secret& component_token,
                                                        std::string_view authorizer_appid,
                                                        const base::Secret& refresh,
                                                        base::Deadline deadline) override {
    asked.push_back({std::string(component_token.reveal()), std::string(authorizer_appid),
                     std::string(refresh.reveal()), deadline});
    const Asked call = asked.back();
    most_in_flight = std::max(most_in_flight, ++in_flight);
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
    timer.expires_after(takes);
    co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    while (blocked) {
      timer.expires_after(std::chrono::milliseconds(1));
      co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    --in_flight;
    co_return answer(call);
  }

  base::Awaitable<tokens::RefreshAnswer> refresh_token(const base::Secret& component_token, std::string_view,
                                                       base::Deadline) override {
    ++infos;
    if (component_token.reveal() == refused_component) co_return std::unexpected(tokens::refusal_of(40001));
    if (info_errcode != 0) co_return std::unexpected(tokens::refusal_of(info_errcode));
    co_return base::Secret(std::string_view(told_by_info.value_or(valid_refresh)));
  }
  base::Awaitable<tokens::PageAnswer> refresh_tokens(const base::Secret&, std::uint64_t offset,
                                                     base::Deadline) override {
    offsets.push_back(offset);
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
    timer.expires_after(page_takes);
    co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    if (list_errcode != 0) co_return std::unexpected(tokens::refusal_of(list_errcode));
    tokens::ListPage page{total.value_or(listed.size()), {}};
    for (std::size_t i = offset; i < std::min(offset + tokens::longest_page, listed.size()); ++i) {
      page.merchants.push_back({listed[i].first, base::Secret(std::string_view(listed[i].second))});
    }
    co_return page;
  }

  std::chrono::milliseconds takes{0};
  bool blocked = false;
  std::deque<std::int64_t> errcodes;        // of the next calls
  std::string errmsg;                       // that goes with them
  std::optional<base::Error> unreachable;   // no answer at all
  std::string refused_component;            // 40001 for calls with this component_access_token
  std::string valid_refresh = "refresh-1";  // of every merchant
  std::string rotate_to;                    // what the next answer brings and makes valid
  bool send_refresh = true;
  std::chrono::seconds expires_in{7200};

  std::optional<std::string> told_by_info;  // nothing: the valid one
  std::int64_t info_errcode = 0;
  std::vector<std::pair<std::string, std::string>> listed;  // appid and refresh token
  std::optional<std::uint64_t> total;                       // nothing: as many as are listed
  std::int64_t list_errcode = 0;
  std::chrono::milliseconds page_takes{1};

  int infos = 0;
  std::vector<std::uint64_t> offsets;  // of the pages asked for
  std::vector<Asked> asked;
  int in_flight = 0;
  int most_in_flight = 0;
  int issued = 0;

 private:
  tokens::TokenAnswer answer(const Asked& call) {
    if (unreachable) return std::unexpected(tokens::no_answer(*unreachable));
    if (!errcodes.empty()) {
      const std::int64_t errcode = errcodes.front();
      errcodes.pop_front();
      return std::unexpected(tokens::refusal_of(errcode, errmsg));
    }
    if (call.component == refused_component) return std::unexpected(tokens::refusal_of(40001));
    if (call.refresh != valid_refresh) return std::unexpected(tokens::refusal_of(61023));
    if (!rotate_to.empty()) valid_refresh = std::exchange(rotate_to, "");
    return tokens::NewTokens{base::Secret("issued-" + std::to_string(++issued)),
                             base::Secret(send_refresh ? valid_refresh : ""), expires_in};
  }
};

// "component-1" until it is renewed, then "component-2", … On one loop.
class FakeComponentTokens final : public tokens::ComponentTokens {
 public:
  base::Awaitable<base::Result<tokens::Token>> component_token(base::Deadline) override {
    co_return current();
  }
  base::Awaitable<base::Result<tokens::Token>> renew_component_token(std::int64_t refused,
                                                                     base::Deadline) override {
    ++renewals;
    if (!stuck && refused == generation) ++generation;
    co_return current();
  }

  std::optional<base::Error> unavailable;
  bool stuck = false;  // renewing brings the same token
  std::int64_t generation = 1;
  int renewals = 0;

 private:
  base::Result<tokens::Token> current() const {
    if (unavailable) return std::unexpected(*unavailable);
    return tokens::Token{base::Secret("component-" + std::to_string(generation)), generation, {}, {}};
  }
};

// Counts what it is told.
class FakeHistory final : public tokens::TokenHistory {
 public:
  base::Result<> lost(db::Transaction&, int, std::string_view, std::optional<std::int64_t>) override {
    ++losses;
    return {};
  }
  base::Result<> found(db::Transaction&, int, std::string_view) override {
    ++finds;
    return {};
  }

  std::atomic<int> losses{0};
  std::atomic<int> finds{0};
};

}  // namespace support
