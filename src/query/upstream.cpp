#include "query/upstream.hpp"

#include <array>
#include <cstring>
#include <utility>

#include "query/attempt.hpp"
#include "query/retries.hpp"
#include "weixin/errcode.hpp"

namespace query {
namespace asio = boost::asio;

namespace {

base::Awaitable<void> pause(base::Micros length) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  timer.expires_after(length);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

bool is_void(const weixin::CodeActiveCall& made) {
  const auto errcode = errcode_of(made);
  return errcode && weixin::is_refresh_token_failure(*errcode);
}

}  // namespace

base::Code token_failure(base::Code code) {
  using base::Code;
  const bool known = code == Code::merchant_not_authorized || code == Code::merchant_needs_reauthorization ||
                     code == Code::provider_address_not_allowed || code == Code::overloaded;
  return known ? code : Code::token_unavailable;
}

Upstream::Upstream(CodeActiveQuery& query, TokenSource& tokens, Telemetry& telemetry,
                   const base::Clock& clock, base::Random& random)
    : query_(query), tokens_(tokens), telemetry_(telemetry), clock_(clock), random_(random) {}

base::Awaitable<void> Upstream::ask(int merchant, std::shared_ptr<const tokens::Token> token,
                                    const weixin::Selector& selector, base::Deadline deadline,
                                    Asking& asking) {
  using Next = Retries::Next;
  Retries retries;
  bool fresh_connection = false;
  while (!deadline.passed(clock_.steady())) {
    co_await attempt(*token, selector, fresh_connection, deadline, asking);
    const auto left = deadline.remaining(clock_.steady());
    const auto step = retries.after(asking.last->call.stale, errcode_of(*asking.last), left, jitter());
    switch (step.next) {
      case Next::done:
        co_return;
      case Next::again_on_fresh_connection:
        fresh_connection = true;
        break;
      case Next::again_after_pause:
        co_await pause(step.pause);
        break;
      case Next::again_with_new_token: {
        auto renewed = co_await tokens_.renew(merchant, token->generation, deadline);
        if (!renewed) {
          // Of a token that is void for good WeChat's word says more than that there is no other one for now.
          const auto failure = token_failure(renewed.error().code);
          if (failure != base::Code::token_unavailable || !is_void(*asking.last)) asking.failure = failure;
          co_return;
        }
        token = std::move(*renewed);
        break;
      }
    }
  }
  if (!asking.last) asking.failure = base::Code::upstream_timeout;
}

base::Awaitable<void> Upstream::attempt(const tokens::Token& token, const weixin::Selector& selector,
                                        bool fresh_connection, base::Deadline deadline, Asking& asking) {
  // Noted before it is made: should the call throw, the log still says that WeChat may have been asked.
  auto& noted = asking.attempts.emplace_back();
  noted.time = clock_.wall();
  noted.sent = audit::Sent::maybe;
  noted.generation = token.generation;
  noted.failure = "interrupted";

  auto made = co_await query_.call(token.text, selector, deadline, fresh_connection);
  redact(made.call, token.text);
  asking.attempts.back() = attempt_of(made.call, token.generation);
  telemetry_.called(asking.attempts.back());
  asking.last = std::move(made);
}

double Upstream::jitter() {
  std::array<std::byte, 4> bytes;
  random_.fill(bytes);
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data(), sizeof value);
  return static_cast<double>(value) / 4294967296.0;
}

}  // namespace query
