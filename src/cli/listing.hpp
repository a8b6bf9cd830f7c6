// Merchants and keys as commands show them: a table for people, a JSON array for programs.
#pragma once

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "tenancy/api_key.hpp"
#include "tenancy/merchant.hpp"

namespace cli {

// "ready", or what keeps the merchant's queries from being asked, with commas between.
std::string state_of(const tenancy::Merchant& merchant);
// "active", "expired" or "revoked".
std::string state_of(const tenancy::ApiKey& key, base::WallTime now);

void print_merchants(std::ostream& out, const std::vector<tenancy::Merchant>& merchants, bool json);
// `appids` by merchant.id. Never a hash.
void print_keys(std::ostream& out, const std::vector<tenancy::ApiKey>& keys,
                const std::map<int, std::string>& appids, base::WallTime now, bool json);

}  // namespace cli
