// The component_access_token that a row of calls is made with.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include "tokens/token_calls.hpp"

namespace tokens {

// Lives on the control loop.
class ComponentCredential {
 public:
  // `component` must outlive it.
  explicit ComponentCredential(ComponentTokens& component) : component_(component) {}

  // Gets a token; without one there is nothing to call with.
  base::Awaitable<base::Result<>> prepare(base::Deadline deadline) {
    auto token = co_await component_.component_token(deadline);
    if (!token) co_return std::unexpected(std::move(token.error()));
    token_ = std::move(*token);
    co_return base::Result<>{};
  }

  // After prepare(): makes the call `ask(const base::Secret&)`, and once more with a newer token when WeChat
  // refuses this one.
  template <class Ask, class Call = std::invoke_result_t<Ask&, const base::Secret&>>
  Call call(Ask ask, base::Deadline deadline) {
    auto answer = co_await ask(token_->text);
    if (answer || answer.error().verdict != Verdict::credential_refused) co_return answer;
    auto newer = co_await component_.renew_component_token(token_->generation, deadline);
    if (!newer) co_return answer;
    token_ = std::move(*newer);
    co_return co_await ask(token_->text);
  }

 private:
  ComponentTokens& component_;
  std::optional<Token> token_;
};

}  // namespace tokens
