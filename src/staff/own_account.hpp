// What people do with their own account. Each change writes its `admin` line in its own transaction.
#pragma once

#include <string_view>
#include <vector>

#include "audit/outbox.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"
#include "staff/account.hpp"
#include "staff/session.hpp"

namespace staff {

// Blocking, and what looks at a password takes 100 ms and 64 MiB: for threads of a db::Executor.
// Code::login_failed: the password or code that was given as proof is wrong; Code::login_throttled: too many
// wrong passwords were, and it is told when the next is taken.
class OwnAccount {
 public:
  OwnAccount(const crypto::KeyRing& keys, const base::Clock& clock, base::Random& random)
      : keys_(keys), clock_(clock), random_(random) {}

  // Ends all other sessions of the account. Code::invalid_argument says what is wrong with the new one.
  base::Result<> change_password(db::Connection& connection, const Account& account, const Session& session,
                                 const base::Secret& old_one, const base::Secret& new_one);

  struct Enrolment {
    base::Secret text;  // for typing
    base::Secret uri;   // for a QR code
  };
  // A secret for an authenticator; nothing is stored before the first code has come from it.
  Enrolment begin_second_factor(const Account& account, std::string_view issuer);
  // `text`: the enrolment's. The recovery codes, shown once. Code::conflict: there is a second factor
  // already.
  base::Result<std::vector<base::Secret>> set_second_factor(db::Connection& connection,
                                                            const Account& account, const base::Secret& text,
                                                            const base::Secret& code);
  base::Result<> remove_second_factor(db::Connection& connection, const Account& account,
                                      const base::Secret& password);

 private:
  base::Result<> note(db::Transaction& transaction, const Account& account, std::string action);

  const crypto::KeyRing& keys_;
  const base::Clock& clock_;
  base::Random& random_;
};

}  // namespace staff
