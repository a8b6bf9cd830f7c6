// What the database knows of the platform's own credentials and of its merchants, for `platform status`.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"
#include "platform/platform_store.hpp"

namespace app {

// WeChat pushes a new component_verify_ticket long before that.
inline constexpr std::chrono::hours ticket_life{12};

struct PlatformStatus {
  platform::PlatformRow platform;                 // without an appid while nothing has come
  std::optional<base::WallTime> ticket_asked_at;  // when a gateway last asked WeChat to push
  std::map<std::string, std::size_t> merchants;   // by health of their tokens, as /readyz names it, or "left"
  std::map<std::string, std::string> must_authorize;  // appids of those that have to again, with links
};

// The moment until which a ticket is good; nothing when there is none.
std::optional<base::WallTime> ticket_valid_until(const PlatformStatus& status);

// The links are left empty.
base::Result<PlatformStatus> read_platform_status(db::Connection& connection, const crypto::KeyRing& keys,
                                                  base::WallTime now);

}  // namespace app
