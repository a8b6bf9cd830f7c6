// The platform row: lease, generation and envelope of the component_access_token.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"
#include "tokens/renewal.hpp"

namespace platform {

struct PlatformRow {
  std::string component_appid;
  std::optional<base::WallTime> ticket_received_at;
  tokens::TokenState token;  // of merchant 0
};

// The row when its stamp is above `since`; nothing when it is not, or when there is no row.
base::Result<std::optional<PlatformRow>> read_platform(db::Connection& connection, std::int64_t since);

// The three below are a tokens::Renewal's for this row.

// The secret is the ticket. Code::token_unavailable when there is none, when it is older than 12 hours by the
// database's clock, when no master key opens it, or when the row is another platform's. A forced renewal is
// refused while the token itself is younger than `forced_pause`.
base::Result<tokens::LeaseView> take_platform_lease(db::Connection& connection, const crypto::KeyRing& keys,
                                                    std::string_view component_appid,
                                                    const tokens::LeaseRequest& request);
base::Result<tokens::StoreView> store_component_token(db::Connection& connection, std::int64_t generation,
                                                      std::string_view owner,
                                                      const tokens::SealedTokens& tokens,
                                                      base::Micros asked_ago);
base::Result<tokens::TokenState> end_platform_lease(db::Connection& connection, std::string_view owner,
                                                    const std::optional<tokens::FailureNote>& failure);

}  // namespace platform
