// A merchant that authorised the platform, into the database.
#pragma once

#include <string_view>

#include "db/connection.hpp"
#include "platform/admission.hpp"
#include "platform/authorization_calls.hpp"
#include "platform/code_store.hpp"
#include "platform/merchant_update.hpp"
#include "tenancy/merchant.hpp"

namespace platform {

struct Entered {
  Entry entry = Entry::free;
  tenancy::Merchant merchant;  // when it is free
  bool doubtful = false;       // since the code came it was heard to have left: WeChat has to be asked
};
// In one transaction: the merchant comes (back) in, its tokens are replaced, the log gets an `authorization`
// line, the code is settled, its invitation used. `state` has the permission sets. An account that the
// invitation does not let in is turned away instead, with a line: it becomes no merchant, and its tokens are
// dropped. In doubt it is let in, and its state counts as never read, as with a departure in doubt.
// Code::fenced when the code is another's by now.
base::Result<Entered> store_authorization(db::Connection& connection, const Observer& observer,
                                          std::string_view code_hash, const Authorization& authorization,
                                          const std::optional<tenancy::MerchantState>& state);

// Settles a code that brought nobody in; see settle_code().
base::Result<> store_code_end(db::Connection& connection, const Observer& observer,
                              std::string_view code_hash, const CodeEnd& end, bool only_unclaimed = false);

enum class DepartureFate : std::uint8_t {
  nothing,   // it is not known, or left before
  marked,    // it has left
  doubtful,  // it has authorised the platform in that second or later, by our clock: WeChat has to be asked
};
struct Departure {
  DepartureFate fate = DepartureFate::nothing;
  tenancy::Merchant merchant;  // as it is now; not with `nothing`
};
// What a push of `created_at` says: the merchant left. In doubt it stays as it is, and its state counts as
// never read, so that whoever comes by asks WeChat.
base::Result<Departure> store_departure(db::Connection& connection, const Observer& observer,
                                        std::string_view appid, base::WallTime created_at);

}  // namespace platform
