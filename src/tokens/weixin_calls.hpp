// TokenCalls over weixin::Api.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "tokens/token_calls.hpp"
#include "weixin/api.hpp"

namespace tokens {

class WeixinTokenCalls final : public TokenCalls {
 public:
  // `api` must outlive it and live on the control loop.
  WeixinTokenCalls(weixin::Api& api, std::string component_appid);

  base::Awaitable<TokenAnswer> authorizer_token(const base::Secret& component_token,
                                                std::string_view authorizer_appid,
                                                const base::Secret& refresh,
                                                base::Deadline deadline) override;
  base::Awaitable<RefreshAnswer> refresh_token(const base::Secret& component_token,
                                               std::string_view authorizer_appid,
                                               base::Deadline deadline) override;
  base::Awaitable<PageAnswer> refresh_tokens(const base::Secret& component_token, std::uint64_t offset,
                                             base::Deadline deadline) override;

 private:
  weixin::Api& api_;
  std::string component_appid_;
};

// Why a call that did not succeed did not.
Refusal refusal_of(const weixin::Call& call);
// A life that can be counted with: WeChat's, at most 30 days.
std::chrono::seconds bounded_life(std::chrono::seconds expires_in);

}  // namespace tokens
