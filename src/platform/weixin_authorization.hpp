// AuthorizationCalls over weixin::Api.
#pragma once

#include <string>

#include "platform/authorization_calls.hpp"
#include "weixin/api.hpp"

namespace platform {

class WeixinAuthorizationCalls final : public AuthorizationCalls {
 public:
  // `api` must outlive it and live on the control loop.
  WeixinAuthorizationCalls(weixin::Api& api, std::string component_appid);

  base::Awaitable<AuthorizationAnswer> exchange(const base::Secret& component_token, const base::Secret& code,
                                                base::Deadline deadline) override;
  base::Awaitable<PreAuthAnswer> pre_auth_code(const base::Secret& component_token,
                                               base::Deadline deadline) override;

 private:
  weixin::Api& api_;
  std::string component_appid_;
};

}  // namespace platform
