// The call to WeChat that brings a component_access_token, as this room needs it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/secret.hpp"
#include "tokens/renewal.hpp"

namespace platform {

struct ComponentIdentity {
  std::string appid;
  base::Secret secret;
};

// Lives on the control loop.
class ComponentCalls {
 public:
  virtual ~ComponentCalls() = default;
  // api_component_token. Never retries.
  virtual base::Awaitable<tokens::TokenAnswer> component_token(const ComponentIdentity& identity,
                                                               const base::Secret& ticket,
                                                               base::Deadline deadline) = 0;
};

// What an errcode of that call means; as tokens::refusal_of().
tokens::Refusal component_refusal(std::int64_t errcode, std::string_view errmsg = {},
                                  std::string_view rid = {});

}  // namespace platform
