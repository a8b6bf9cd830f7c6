// Making, finding and revoking the access tokens of the staff's programs.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "audit/outbox.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"
#include "staff/access_token.hpp"
#include "staff/account.hpp"

namespace staff {

// Blocking; for threads of a db::Executor. Each change writes its `admin` line in its own transaction.
class AccessTokens {
 public:
  AccessTokens(const crypto::KeyRing& keys, const base::Clock& clock, base::Random& random)
      : keys_(keys), clock_(clock), random_(random) {}

  struct Created {
    AccessToken token;
    base::Secret text;  // shown once
  };
  // Code::invalid_argument for a name that is empty or too long, a scope that the account's role does not
  // have, or an end in the past or further away than a year; Code::conflict: the account has 20 already.
  base::Result<Created> create(db::Connection& connection, const Account& account, const AccessToken& wanted);
  base::Result<std::vector<AccessToken>> list(db::Connection& connection, int account);
  // Code::not_found: it is not this account's.
  base::Result<> revoke(db::Connection& connection, const Account& account, int id);
  // Nothing: there is no such token, or it or its account has ended.
  base::Result<std::optional<std::pair<AccessToken, Account>>> find(db::Connection& connection,
                                                                    const base::Secret& text);

 private:
  base::Result<> note(db::Transaction& transaction, const Account& account, const AccessToken& token,
                      std::string action);

  const crypto::KeyRing& keys_;
  const base::Clock& clock_;
  base::Random& random_;
};

}  // namespace staff
