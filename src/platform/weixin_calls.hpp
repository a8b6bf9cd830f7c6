// ComponentCalls, TicketCalls and MerchantCalls over weixin::Api.
#pragma once

#include <string>
#include <string_view>

#include "platform/component_calls.hpp"
#include "platform/merchant_calls.hpp"
#include "platform/ticket_watch.hpp"
#include "weixin/api.hpp"

namespace platform {

// `api` must outlive it and live on the control loop.
class WeixinComponentCalls final : public ComponentCalls {
 public:
  explicit WeixinComponentCalls(weixin::Api& api);

  base::Awaitable<tokens::TokenAnswer> component_token(const ComponentIdentity& identity,
                                                       const base::Secret& ticket,
                                                       base::Deadline deadline) override;

 private:
  weixin::Api& api_;
};

// The same.
class WeixinTicketCalls final : public TicketCalls {
 public:
  WeixinTicketCalls(weixin::Api& api, ComponentIdentity identity);

  base::Awaitable<std::expected<std::string, tokens::Refusal>> start_push(base::Deadline deadline) override;

 private:
  weixin::Api& api_;
  ComponentIdentity identity_;
};

// The same.
class WeixinMerchantCalls final : public MerchantCalls {
 public:
  WeixinMerchantCalls(weixin::Api& api, std::string component_appid);

  base::Awaitable<MerchantAnswer> merchant_state(const base::Secret& component_token, std::string_view appid,
                                                 base::Deadline deadline) override;

 private:
  weixin::Api& api_;
  std::string component_appid_;
};

}  // namespace platform
