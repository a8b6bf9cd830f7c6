// The component_verify_ticket in PostgreSQL.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"
#include "db/transaction.hpp"

namespace platform {

// Stores the ticket as received now, encrypted, and stamps the platform row, which is made when there is
// none. False, and nothing is changed, when it was made before the stored one; without `created_at` it always
// counts. Code::conflict when the row belongs to another component_appid. Throws what pqxx throws.
base::Result<bool> store_ticket(db::Transaction& transaction, const crypto::KeyRing& keys,
                                base::Random& random, std::string_view component_appid,
                                const base::Secret& ticket,
                                std::optional<base::WallTime> created_at = std::nullopt);

// True for one gateway in every `pause`, by the database's clock: it may ask WeChat to push tickets.
base::Result<bool> take_ticket_request(db::Connection& connection, std::chrono::milliseconds pause);
// When that was last; nothing when it never was. Throws what pqxx throws.
std::optional<base::WallTime> last_ticket_request(db::Transaction& transaction);

}  // namespace platform
