// What WeChat told of a merchant, into the database.
#pragma once

#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"
#include "platform/merchant_calls.hpp"
#include "tenancy/merchant.hpp"

namespace platform {

// How the log names what told us.
struct Observer {
  std::string_view instance;
  const crypto::KeyRing& keys;
  const base::Clock& clock;
  base::Random& random;
};

// A merchant as it stood when WeChat was asked about it.
struct AskedAbout {
  int merchant = 0;
  int authorization_version = 0;
  bool authorized = false;
};
AskedAbout asked_about(const tenancy::Merchant& merchant);

// Stores the state, or with 61003 that the merchant does not authorise us; in the same transaction an
// `authorization` line when that changes what the merchant may do. An answer that was overtaken, by an
// authorisation or a departure that came after the question, changes nothing. Gives the merchant as it is
// now.
base::Result<tenancy::Merchant> store_merchant_state(db::Connection& connection, const Observer& observer,
                                                     const AskedAbout& asked,
                                                     const tenancy::MerchantState& state);
base::Result<tenancy::Merchant> store_not_authorized(db::Connection& connection, const Observer& observer,
                                                     const AskedAbout& asked);

}  // namespace platform
