// The end of a merchant that left: what may not be kept goes.
#pragma once

#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"
#include "platform/administration.hpp"

namespace platform {

struct Erasure {
  std::string_view appid;
  std::string_view reason;
};

// Destroys a merchant's tokens and names, revokes its API keys and takes their names, with the `admin` line
// `merchant_erased`; its appid, its number and the log stay, and it may authorise again. Code::conflict while
// it authorises the platform.
base::Result<> erase_merchant(db::Connection& connection, const Actor& actor, const crypto::KeyRing& keys,
                              const base::Clock& clock, base::Random& random, const Erasure& erasure);

}  // namespace platform
