// What staff and commands change: merchants and API keys. Each change writes its `admin` line in its own
// transaction, so that neither can be without the other.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/outbox.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"
#include "tenancy/tenancy_store.hpp"

namespace platform {

using audit::Actor;

struct AuthorizedTokens {
  base::Secret refresh;
  base::Secret access;  // empty: not known
  std::chrono::seconds expires_in{0};
};

struct CreatedKey {
  tenancy::ApiKey key;
  base::Secret text;  // shown once
};

struct RotatedKey {
  CreatedKey created;
  tenancy::ApiKey old;  // with its new end
  std::string appid;
};

// Blocking; for threads of a db::Executor or for commands.
class Administration {
 public:
  Administration(const crypto::KeyRing& keys, const base::Clock& clock, base::Random& random);

  // A refresh token that is stored already is no new authorisation: the version stays, and so do the tokens
  // unless their last refresh failed.
  base::Result<tenancy::Merchant> import_merchant(db::Connection& connection, const Actor& actor,
                                                  std::string_view appid, const tenancy::MerchantState& state,
                                                  const AuthorizedTokens& tokens);
  base::Result<> suspend(db::Connection& connection, const Actor& actor, std::string_view appid,
                         std::string_view reason);
  base::Result<> resume(db::Connection& connection, const Actor& actor, std::string_view appid);
  base::Result<CreatedKey> create_key(db::Connection& connection, const Actor& actor, std::string_view appid,
                                      const tenancy::KeySettings& settings);
  // A key with the same settings takes over; the old one ends after `overlap`, or sooner if it would anyway.
  // One that had an end gets as long a life as the old one had. Code::conflict: it has ended already.
  base::Result<RotatedKey> rotate_key(db::Connection& connection, const Actor& actor, std::string_view key_id,
                                      std::chrono::seconds overlap);
  base::Result<tenancy::ApiKey> revoke_key(db::Connection& connection, const Actor& actor,
                                           std::string_view key_id);
  // Stores a component_verify_ticket (12 h). The line says that it was set, not what it is.
  base::Result<> set_ticket(db::Connection& connection, const Actor& actor, std::string_view component_appid,
                            const base::Secret& ticket);

 private:
  const crypto::KeyRing& keys_;
  const base::Clock& clock_;
  base::Random& random_;
};

}  // namespace platform
