// Making and revoking invitations: each writes its `admin` line in its own transaction.
#pragma once

#include <optional>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"
#include "db/transaction.hpp"
#include "platform/administration.hpp"
#include "platform/invitation_store.hpp"

namespace platform {

struct CreatedInvitation {
  Invitation invitation;
  base::Secret token;  // shown once, in its link
};

// In somebody else's transaction, with its `admin` line. `settings` are right as they are. `token`: instead
// of a random one. Throws what pqxx throws.
base::Result<CreatedInvitation> create_invitation(db::Transaction& transaction, const crypto::KeyRing& keys,
                                                  const base::Clock& clock, base::Random& random,
                                                  const Actor& actor, const InvitationSettings& settings,
                                                  std::optional<base::Secret> token = std::nullopt);

// Blocking; for threads of a db::Executor or for commands.
class Invitations {
 public:
  Invitations(const crypto::KeyRing& keys, const base::Clock& clock, base::Random& random);

  // Code::invalid_argument for a note over 200 bytes, an appid that is none, an end in the past or further
  // away than a year.
  base::Result<CreatedInvitation> invite(db::Connection& connection, const Actor& actor,
                                         const InvitationSettings& settings);
  base::Result<Invitation> revoke(db::Connection& connection, const Actor& actor, int id);

 private:
  const crypto::KeyRing& keys_;
  const base::Clock& clock_;
  base::Random& random_;
};

}  // namespace platform
