// Log-ins, sessions and accounts for event loops: each call is one job on a thread of the database's.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "db/executor.hpp"
#include "staff/accounts.hpp"
#include "staff/own_account.hpp"
#include "staff/sessions.hpp"

namespace staff {

// What the services below fail with, and Code::deadline_passed after ten seconds.
class StaffDesk {
 public:
  StaffDesk(SessionLimits limits, const crypto::KeyRing& keys, db::Executor& database,
            const base::Clock& clock, base::Random& random);

  using Found = std::optional<std::pair<Session, Account>>;
  base::Awaitable<base::Result<Found>> find(base::Secret token);
  // Whoever logs in also clears away what has ended by itself.
  base::Awaitable<base::Result<LogInOutcome>> log_in(LogIn attempt);
  base::Awaitable<base::Result<std::vector<Session>>> sessions(int account);
  base::Awaitable<base::Result<>> end(int account, int session);
  base::Awaitable<base::Result<>> end_all_but(int account, int session);

  base::Awaitable<base::Result<>> change_password(Account account, Session session, base::Secret old_one,
                                                  base::Secret new_one);
  OwnAccount::Enrolment begin_second_factor(const Account& account, std::string_view issuer);
  base::Awaitable<base::Result<std::vector<base::Secret>>> set_second_factor(Account account,
                                                                             base::Secret text,
                                                                             base::Secret code);
  base::Awaitable<base::Result<>> remove_second_factor(Account account, base::Secret password);

  // By name, those after that one.
  base::Awaitable<base::Result<std::vector<Account>>> accounts(std::string after, std::size_t limit);
  base::Awaitable<base::Result<Account>> find_account(std::string name);
  base::Awaitable<base::Result<Accounts::Created>> create(audit::Actor actor, Account account);
  // `version`: the one that the change was made for; 0: whichever there is. Code::conflict: there is another
  // by now.
  base::Awaitable<base::Result<Account>> change(audit::Actor actor, std::string name, AccountChange change,
                                                int version);
  base::Awaitable<base::Result<base::Secret>> reset_password(audit::Actor actor, std::string name);
  base::Awaitable<base::Result<>> reset_second_factor(audit::Actor actor, std::string name);

 private:
  template <class F>
  auto run(F work) {
    return database_.run(base::Deadline{clock_.steady() + std::chrono::seconds(10)}, std::move(work));
  }

  db::Executor& database_;
  const base::Clock& clock_;
  Sessions sessions_;
  OwnAccount own_;
  Accounts accounts_;
};

}  // namespace staff
