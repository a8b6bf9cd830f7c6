// The link by which a merchant whose authorisation is void can authorise the platform again.
#pragma once

#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "crypto/key_ring.hpp"
#include "db/transaction.hpp"
#include "platform/administration.hpp"

namespace platform {

struct ReauthorizationSource {
  std::string_view public_url;  // where merchants authorise the platform
  const crypto::KeyRing& keys;
  const base::Clock& clock;
  base::Random& random;
};

// An invitation for this merchant alone, for 7 days: the one that is open and good for another day, whoever
// asked for it first, else a new one with its `admin` line. Its token follows from a master key, so that it
// can be shown again without being stored. Throws what pqxx throws.
base::Result<base::Secret> reauthorization_link(db::Transaction& transaction,
                                                const ReauthorizationSource& source, const Actor& actor,
                                                std::string_view appid);

}  // namespace platform
