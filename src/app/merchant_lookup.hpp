// Asks WeChat who a merchant is, for a command.
#pragma once

#include <string_view>

#include "app/config.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "crypto/key_ring.hpp"
#include "tenancy/merchant.hpp"

namespace app {

struct MerchantLookup {
  tenancy::MerchantState state;
  base::Secret refresh;  // empty: WeChat tells none
};

// Blocks for at most some 15 s. Uses the component_access_token that the gateways share, and renews it under
// its lease when it has to. The error's detail says what WeChat said.
base::Result<MerchantLookup> look_up_merchant(const Config& config, const crypto::KeyRing& keys,
                                              const base::Clock& clock, base::Random& random,
                                              std::string_view appid);

}  // namespace app
