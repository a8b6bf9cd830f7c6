// The component_verify_ticket in PostgreSQL.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "crypto/key_ring.hpp"
#include "db/transaction.hpp"

namespace platform {

// Stores the ticket as received now, encrypted, and stamps the platform row, which is made when there is
// none. Code::conflict when the row belongs to another component_appid. Throws what pqxx throws.
base::Result<> store_ticket(db::Transaction& transaction, const crypto::KeyRing& keys, base::Random& random,
                            std::string_view component_appid, const base::Secret& ticket);

}  // namespace platform
