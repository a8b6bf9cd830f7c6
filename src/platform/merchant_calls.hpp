// The call to WeChat that tells who a merchant is, as this room needs it.
#pragma once

#include <expected>
#include <string_view>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/secret.hpp"
#include "tenancy/merchant.hpp"
#include "tokens/verdict.hpp"

namespace platform {

using MerchantAnswer = std::expected<tenancy::MerchantState, tokens::Refusal>;

// Lives on the control loop.
class MerchantCalls {
 public:
  virtual ~MerchantCalls() = default;
  // api_get_authorizer_info. Never retries.
  virtual base::Awaitable<MerchantAnswer> merchant_state(const base::Secret& component_token,
                                                         std::string_view appid, base::Deadline deadline) = 0;
};

}  // namespace platform
