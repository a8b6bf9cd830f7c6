// Logging in, being logged in, logging out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/outbox.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"
#include "staff/account.hpp"
#include "staff/session.hpp"

namespace staff {

struct LogIn {
  std::string name;
  base::Secret password;
  base::Secret code;  // of the second factor, or a recovery code; may be empty
  base::IpAddress client;
  std::string agent;
};

enum class LogInRefusal {
  none,
  wrong,          // name, password or code; which of them is not told
  second_factor,  // the password is right, a code is needed
  too_fast,       // `wait` has to pass first; nothing was looked at
};

struct LogInOutcome {
  LogInRefusal refusal = LogInRefusal::none;
  base::Micros wait{0};
  // Only without a refusal:
  base::Secret token;  // for the cookie
  Session session;
  Account account;
};

// Blocking, and logging in takes 100 ms and 64 MiB: for threads of a db::Executor. Sessions are known to
// every gateway by the database alone.
class Sessions {
 public:
  Sessions(SessionLimits limits, const crypto::KeyRing& keys, const base::Clock& clock, base::Random& random);

  // Counts the attempt before anything is verified, so that many at once are no way around the throttle. A
  // log-in and the first refusal of a throttled series become `access` records.
  base::Result<LogInOutcome> log_in(db::Connection& connection, const LogIn& attempt);
  // Nothing: the token is of no session, or the session or the account has ended.
  base::Result<std::optional<std::pair<Session, Account>>> find(db::Connection& connection,
                                                                const base::Secret& token);
  base::Result<std::vector<Session>> list(db::Connection& connection, int account);
  // Code::not_found: it is not this account's.
  base::Result<> end(db::Connection& connection, int account, int session);
  base::Result<> end_all_but(db::Connection& connection, int account, int session);
  // What has ended by itself; now and then.
  base::Result<> tidy(db::Connection& connection);

 private:
  class Attempt;

  SessionLimits limits_;
  const crypto::KeyRing& keys_;
  const base::Clock& clock_;
  base::Random& random_;
};

// What a page of the console proves itself with: derived from the session's token, which no script can read.
std::string csrf_token_of(const base::Secret& token);
bool is_csrf_token(const base::Secret& token, std::string_view presented);

// Names the row of an account's second factor in its envelope.
std::string totp_row(int account);

}  // namespace staff
