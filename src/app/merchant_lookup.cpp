#include "app/merchant_lookup.hpp"

#include <optional>
#include <string>
#include <utility>

#include "app/command_session.hpp"
#include "base/async.hpp"

namespace app {
namespace {

using namespace std::chrono_literals;
using Answer = base::Result<MerchantLookup>;

constexpr auto lookup_limit = 10s;

base::Error explained(std::string_view appid, const base::Error& error) {
  base::Error told = error;
  told.detail = std::string(appid) + " could not be looked up at WeChat: " + error.detail;
  if (!error.cause.empty()) told.detail += " (" + error.cause + ")";
  return told;
}

base::Awaitable<Answer> ask(tokens::ComponentTokens& component, platform::MerchantCalls& calls,
                            tokens::TokenCalls& token_calls, std::string appid, base::Deadline deadline) {
  auto token = co_await component.component_token(deadline);
  if (!token) co_return std::unexpected(token.error());
  auto state = co_await calls.merchant_state(token->text, appid, deadline);
  if (!state && state.error().verdict == tokens::Verdict::credential_refused) {
    token = co_await component.renew_component_token(token->generation, deadline);
    if (!token) co_return std::unexpected(token.error());
    state = co_await calls.merchant_state(token->text, appid, deadline);
  }
  if (!state) co_return std::unexpected(state.error().error);
  // Good to know, but nothing depends on it.
  auto refresh = co_await token_calls.refresh_token(token->text, appid, deadline);
  co_return MerchantLookup{std::move(*state), refresh ? std::move(*refresh) : base::Secret()};
}

}  // namespace

Answer look_up_merchant(const Config& config, const crypto::KeyRing& keys, const base::Clock& clock,
                        base::Random& random, std::string_view appid) {
  auto session = CommandSession::open(config, keys, clock, random);
  if (!session) return std::unexpected(session.error());
  CommandSession& parts = **session;
  const base::Deadline deadline{clock.steady() + lookup_limit};
  std::optional<Answer> answer;
  const auto done = parts.run(deadline, [&]() -> base::Awaitable<void> {
    answer = co_await ask(parts.component(), parts.merchant_calls, parts.token_calls(), std::string(appid),
                          deadline);
  });
  if (!done) return std::unexpected(explained(appid, done.error()));
  if (!*answer) return std::unexpected(explained(appid, answer->error()));
  return *std::move(answer);
}

}  // namespace app
