// What can go wrong with a refresh, and a gateway's way to a WeChat where it does.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/post.hpp>

#include "tokens/token_calls.hpp"
#include "tokens/weixin_book.hpp"

enum class Mishap {
  none,
  crash_before,   // of the gateway, before WeChat made tokens
  crash_after,    // with the answer on its way
  crash_soon,     // some handlers after the answer, before or after the commit
  freeze_before,  // for longer than the lease
  freeze_after,
  lost,  // the answer
  busy,
  cut,     // the database's sessions
  outage,  // no token row can be written or read
};

// One gateway's way to WeChat. Everything happens on that gateway's loop.
class Line final : public tokens::TokenCalls {
 public:
  // `strike` chooses what goes wrong with a refresh, and does what is not the line's to do.
  struct Hooks {
    std::function<Mishap()> choose;
    std::function<void(Mishap)> strike;
    std::function<bool(int)> percent;
  };
  Line(WeixinBook& book, const base::Clock& clock, Hooks hooks)
      : book_(book), clock_(clock), hooks_(std::move(hooks)) {}

  base::Awaitable<tokens::TokenAnswer> authorizer_token(const base::Secret&,
                                                        std::string_view authorizer_appid,
                                                        const base::Secret& refresh,
                                                        base::Deadline deadline) override {
    const std::string appid(authorizer_appid);
    const Mishap mishap = hooks_.choose();
    const bool before = mishap == Mishap::crash_before || mishap == Mishap::freeze_before;
    if (before) hooks_.strike(mishap);
    co_await hop();
    if (deadline.passed(clock_.steady())) co_return no_answer();
    if (mishap == Mishap::busy) co_return std::unexpected(tokens::refusal_of(-1));
    std::optional<WeixinBook::Tokens> made;
    {
      const WeixinBook::Flight flight(book_, appid);
      co_await hop();
      made = book_.refresh(appid, refresh.reveal());
      co_await hop();
    }
    if (!before) hooks_.strike(mishap);
    co_await hop();
    if (mishap == Mishap::lost) co_return no_answer();
    if (!made) co_return std::unexpected(tokens::refusal_of(61023));
    co_return tokens::NewTokens{base::Secret(std::string_view(made->access)),
                                base::Secret(std::string_view(made->refresh)), WeixinBook::life};
  }
  base::Awaitable<tokens::RefreshAnswer> refresh_token(const base::Secret&, std::string_view appid,
                                                       base::Deadline) override {
    if (hooks_.percent(10)) co_return std::unexpected(tokens::refusal_of(-1));
    if (hooks_.percent(30)) co_return base::Secret();
    co_return base::Secret(std::string_view(book_.refresh_of(std::string(appid))));
  }
  base::Awaitable<tokens::PageAnswer> refresh_tokens(const base::Secret&, std::uint64_t,
                                                     base::Deadline) override {
    if (hooks_.percent(10)) co_return std::unexpected(tokens::refusal_of(-1));
    tokens::ListPage page{book_.accounts().size(), {}};
    for (const auto& [appid, account] : book_.accounts()) {
      page.merchants.push_back({appid, base::Secret(std::string_view(account.refresh))});
    }
    co_return page;
  }

 private:
  static base::Awaitable<void> hop() {
    co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
  }
  static tokens::TokenAnswer no_answer() {
    return std::unexpected(tokens::no_answer({base::Code::upstream_timeout, "", "timeout"}));
  }

  WeixinBook& book_;
  const base::Clock& clock_;
  Hooks hooks_;
};
