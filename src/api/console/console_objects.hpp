// Merchants, keys and accounts as the console's API tells them.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "staff/account.hpp"
#include "tenancy/api_key.hpp"
#include "tenancy/details_store.hpp"
#include "tenancy/merchant.hpp"
#include "tokens/health.hpp"

namespace api {

// One in a list: its members without the brace that ends them.
std::string merchant_members(const tenancy::Merchant& merchant, const tokens::HealthReport& token);
// With everything that is known.
std::string merchant_json(const tenancy::Merchant& merchant, const tokens::HealthReport& token,
                          const tenancy::MerchantDetails& details);
// Never a hash.
std::string key_json(const tenancy::ApiKey& key, const std::string& appid, base::WallTime now);
std::string account_json(const staff::Account& account);
// The value of ETag for what has a version.
std::string etag_of(std::int64_t version);

}  // namespace api
