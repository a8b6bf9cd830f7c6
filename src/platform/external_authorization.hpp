// Authorisation codes where another program exchanges them.
#pragma once

#include "platform/authorization_calls.hpp"

namespace platform {

// Leaves every code to the provider's token centre, as if it were used already: to exchange it here would
// void the tokens there. A merchant whose code a push brought comes in without tokens of its own; its first
// token is then asked for there.
class ExternalAuthorizationCalls final : public AuthorizationCalls {
 public:
  base::Awaitable<AuthorizationAnswer> exchange(const base::Secret& component_token, const base::Secret& code,
                                                base::Deadline deadline) override;
  // None: a merchant that consented through this gateway would bring its code here.
  base::Awaitable<PreAuthAnswer> pre_auth_code(const base::Secret& component_token,
                                               base::Deadline deadline) override;
};

}  // namespace platform
