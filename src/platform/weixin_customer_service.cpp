#include "platform/weixin_customer_service.hpp"

#include "tokens/weixin_calls.hpp"

namespace platform {

base::Awaitable<base::Result<>> WeixinCustomerService::say(const base::Secret& access_token,
                                                           std::string_view openid, std::string_view text,
                                                           base::Deadline deadline) {
  const auto call = co_await api_.send_customer_text(access_token, openid, text, deadline);
  if (!call.succeeded()) co_return std::unexpected(tokens::refusal_of(call).error);
  co_return base::Result<>{};
}

}  // namespace platform
