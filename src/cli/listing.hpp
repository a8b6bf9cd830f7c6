// Merchants and keys as commands show them: a table for people, a JSON array for programs.
#pragma once

#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/json_writer.hpp"
#include "cli/reauthorization.hpp"
#include "tenancy/api_key.hpp"
#include "tenancy/merchant.hpp"
#include "tokens/health.hpp"

namespace cli {

// "ready", or what keeps the merchant's queries from being asked, with commas between.
std::string state_of(const tenancy::Merchant& merchant);

// `tokens`: by merchant.id; a merchant without a row there has no tokens. `links`: of those that have to
// authorise again.
using TokenReports = std::map<int, tokens::HealthReport>;
void print_merchants(std::ostream& out, const std::vector<tenancy::Merchant>& merchants,
                     const TokenReports& tokens, const ReauthorizationLinks& links, bool json);
// The members of {"health",…} as `merchant list --json` has them.
std::string json_of(const tokens::HealthReport& report);
std::string json_of_key(const tenancy::ApiKey& key, const std::string& appid, base::WallTime now);
// To the second: what people want to see; empty when there is none.
std::string moment(const std::optional<base::WallTime>& time);
// To the microsecond, for programs; no member when there is none.
void add_time(base::JsonMembers& members, std::string_view name, const std::optional<base::WallTime>& time);
std::string joined(const std::vector<std::string>& parts, std::string_view between);
// `appids` by merchant.id. Never a hash.
void print_keys(std::ostream& out, const std::vector<tenancy::ApiKey>& keys,
                const std::map<int, std::string>& appids, base::WallTime now, bool json);

}  // namespace cli
