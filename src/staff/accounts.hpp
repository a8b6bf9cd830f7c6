// What is done to accounts. Each change writes its `admin` line in its own transaction; a line names accounts
// by their number, since a person's name is a personal value.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "audit/outbox.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"
#include "staff/account.hpp"

namespace staff {

// What may be changed of an account; what is not set stays.
struct AccountChange {
  std::optional<std::string> full_name;
  std::optional<Role> role;
  std::optional<Bounds> bounds;
  std::optional<std::optional<base::WallTime>> ends_at;
  std::optional<bool> disabled;
};

// Blocking: for threads of a db::Executor or for commands. Code::invalid_argument and Code::conflict say what
// is wrong; the last admin who can log in stays one.
class Accounts {
 public:
  Accounts(const crypto::KeyRing& keys, const base::Clock& clock, base::Random& random);

  // Of `account` counts what its owner or an admin decides. An empty password: one is made, shown once, to be
  // changed at the first log-in.
  struct Created {
    Account account;
    base::Secret password;  // empty unless it was made here
  };
  base::Result<Created> create(db::Connection& connection, const audit::Actor& actor, Account account,
                               const base::Secret& password);
  // `version`: the account's when the change was thought of; 0: whichever it is. Code::conflict: it has
  // another by now.
  base::Result<Account> change(db::Connection& connection, const audit::Actor& actor, std::string_view name,
                               const AccountChange& change, int version = 0);
  // As in create().
  base::Result<base::Secret> reset_password(db::Connection& connection, const audit::Actor& actor,
                                            std::string_view name, const base::Secret& password);
  // For whoever lost the device and the recovery codes.
  base::Result<> reset_second_factor(db::Connection& connection, const audit::Actor& actor,
                                     std::string_view name);

 private:
  base::Result<> note(db::Transaction& transaction, const audit::Actor& actor, std::string action,
                      std::string details);

  const crypto::KeyRing& keys_;
  const base::Clock& clock_;
  base::Random& random_;
};

}  // namespace staff
