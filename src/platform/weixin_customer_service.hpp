// Customer-service messages by WeChat's API.
#pragma once

#include "platform/publish_check.hpp"
#include "weixin/api.hpp"

namespace platform {

class WeixinCustomerService final : public CustomerService {
 public:
  // `api` must outlive it.
  explicit WeixinCustomerService(weixin::Api& api) : api_(api) {}
  base::Awaitable<base::Result<>> say(const base::Secret& access_token, std::string_view openid,
                                      std::string_view text, base::Deadline deadline) override;

 private:
  weixin::Api& api_;
};

}  // namespace platform
