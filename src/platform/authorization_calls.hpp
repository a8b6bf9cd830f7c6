// The calls to WeChat that bring a merchant in, as this room needs them.
#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/secret.hpp"
#include "tokens/verdict.hpp"

namespace platform {

// What a code was exchanged for. The account's tokens are empty when it has no API permission at all.
struct Authorization {
  std::string appid;
  base::Secret access;
  base::Secret refresh;
  std::chrono::seconds expires_in{0};
  std::vector<int> permission_sets;
};

using AuthorizationAnswer = std::expected<Authorization, tokens::Refusal>;
using PreAuthAnswer = std::expected<base::Secret, tokens::Refusal>;

// Lives on the control loop.
class AuthorizationCalls {
 public:
  virtual ~AuthorizationCalls() = default;
  // api_query_auth. Never retries: a code can be exchanged once.
  virtual base::Awaitable<AuthorizationAnswer> exchange(const base::Secret& component_token,
                                                        const base::Secret& code,
                                                        base::Deadline deadline) = 0;
  // api_create_preauthcode: a code that is good for one consent, within 10 to 30 minutes.
  virtual base::Awaitable<PreAuthAnswer> pre_auth_code(const base::Secret& component_token,
                                                       base::Deadline deadline) = 0;
};

}  // namespace platform
