// A merchant that authorised the platform, into the database.
#pragma once

#include <string_view>

#include "db/connection.hpp"
#include "platform/authorization_calls.hpp"
#include "platform/code_store.hpp"
#include "platform/merchant_update.hpp"
#include "tenancy/merchant.hpp"

namespace platform {

// In one transaction: the merchant comes (back) in, its tokens are replaced, the log gets an `authorization`
// line, the code is settled, its invitation used. `state` has the permission sets. Code::fenced when the code
// is another's by now.
base::Result<tenancy::Merchant> store_authorization(db::Connection& connection, const Observer& observer,
                                                    std::string_view code_hash,
                                                    const Authorization& authorization,
                                                    const tenancy::MerchantState& state);

// Settles a code that brought nobody in; see settle_code().
base::Result<> store_code_end(db::Connection& connection, const Observer& observer,
                              std::string_view code_hash, const CodeEnd& end, bool only_unclaimed = false);

// What a push of `created_at` says: the merchant left. Nothing happens when it is not known, or when it
// authorised the platform later than that. Gives the merchant when it was marked.
base::Result<std::optional<tenancy::Merchant>> store_departure(db::Connection& connection,
                                                               const Observer& observer,
                                                               std::string_view appid,
                                                               base::WallTime created_at);

}  // namespace platform
