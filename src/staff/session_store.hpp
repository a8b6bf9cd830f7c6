// The tables of sessions and of failed log-ins. Inside a transaction; throws what pqxx throws.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.hpp"
#include "db/transaction.hpp"
#include "staff/account_store.hpp"
#include "staff/session.hpp"
#include "staff/throttle.hpp"

namespace staff {

// What is needed to judge a log-in. Locks the row.
struct Credentials {
  Account account;
  std::string password_hash;
  std::string totp;  // envelope, empty: none
  std::int64_t totp_step = 0;
};
std::optional<Credentials> lock_credentials(db::Transaction& transaction, std::string_view name);
void set_totp_step(db::Transaction& transaction, int account, std::int64_t step);
// Takes the recovery code away; false when the account has none with this hash.
bool use_recovery_code(db::Transaction& transaction, int account, std::string_view hash);

// What stands there for `who`, locked until the end of the transaction.
Attempts lock_attempts(db::Transaction& transaction, const std::string& who);
void count_failure(db::Transaction& transaction, const std::string& who);
void note_success(db::Transaction& transaction, const std::string& who);
void forget_old_attempts(db::Transaction& transaction);

int insert_session(db::Transaction& transaction, int account, std::string_view hash, bool second_factor,
                   const base::IpAddress& client, std::string_view agent);
// The session of the hash unless it has ended by `limits`; notes that it was seen, at most once a minute.
std::optional<std::pair<Session, Account>> find_session(db::Transaction& transaction, std::string_view hash,
                                                        const SessionLimits& limits);
std::vector<Session> list_sessions(db::Transaction& transaction, int account, const SessionLimits& limits);
// False when the account has no such session.
bool end_session(db::Transaction& transaction, int account, int session);
// All of an account but `kept` (0: none); how many.
int end_sessions(db::Transaction& transaction, int account, int kept);
void end_old_sessions(db::Transaction& transaction, const SessionLimits& limits);

// The database's clock.
base::WallTime now_of(db::Transaction& transaction);

}  // namespace staff
