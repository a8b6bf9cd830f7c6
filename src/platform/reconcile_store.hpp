// What reconciliation reads and writes.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "db/connection.hpp"
#include "platform/merchant_update.hpp"
#include "platform/reconcile_rules.hpp"
#include "tenancy/merchant.hpp"
#include "tokens/renewal.hpp"

namespace platform {

// Takes the job `name` for `owner`, or keeps it; false while another process has it, or when it was finished
// less than `pause` ago. Nobody else gets it for `lease`.
base::Result<bool> take_job(db::Connection& connection, std::string_view name, std::string_view owner,
                            std::chrono::seconds lease, std::chrono::seconds pause);
// Gives it back; `finished`: it was done to its end. Nothing happens when it is another's by now.
base::Result<> end_job(db::Connection& connection, std::string_view name, std::string_view owner,
                       bool finished);

base::Result<std::vector<KnownMerchant>> known_merchants(db::Connection& connection,
                                                         const crypto::KeyRing& keys);

// A merchant that a push should have told of: it comes (back) in, with the line
// `merchant_found_by_reconciliation`. Nothing when it came in some other way meanwhile.
base::Result<std::optional<tenancy::Merchant>> store_found_merchant(db::Connection& connection,
                                                                    const Observer& observer,
                                                                    std::string_view appid,
                                                                    const base::Secret& refresh,
                                                                    const tenancy::MerchantState& state);
// Tokens that WeChat gave for a merchant of whom we had none that worked, with the line
// `merchant_tokens_found`. False when the stored refresh token is not `before` (may be empty) any more.
base::Result<bool> store_found_tokens(db::Connection& connection, const Observer& observer, int merchant,
                                      const base::Secret& before, const tokens::NewTokens& found);

struct OldStates {
  std::size_t authorized = 0;  // merchants in all
  std::vector<std::pair<AskedAbout, std::string>> oldest;
};
// Authorised merchants whose state was read longest ago, and longer ago than `age`, with their appids.
base::Result<OldStates> oldest_states(db::Connection& connection, std::chrono::seconds age, int limit);

}  // namespace platform
