#include "staff/staff_desk.hpp"

#include "db/transaction.hpp"
#include "staff/account_store.hpp"

namespace staff {

using base::Awaitable;
using base::Result;
using base::Secret;

StaffDesk::StaffDesk(SessionLimits limits, const crypto::KeyRing& keys, db::Executor& database,
                     const base::Clock& clock, base::Random& random)
    : database_(database),
      clock_(clock),
      sessions_(limits, keys, clock, random),
      own_(keys, clock, random),
      accounts_(keys, clock, random) {}

Awaitable<Result<StaffDesk::Found>> StaffDesk::find(Secret token) {
  return run(
      [this, token = std::move(token)](db::Connection& session) { return sessions_.find(session, token); });
}

Awaitable<Result<LogInOutcome>> StaffDesk::log_in(LogIn attempt) {
  return run([this, attempt = std::move(attempt)](db::Connection& session) -> Result<LogInOutcome> {
    if (const auto tidied = sessions_.tidy(session); !tidied) return std::unexpected(tidied.error());
    return sessions_.log_in(session, attempt);
  });
}

Awaitable<Result<std::vector<Session>>> StaffDesk::sessions(int account) {
  return run([this, account](db::Connection& session) { return sessions_.list(session, account); });
}

Awaitable<Result<>> StaffDesk::end(int account, int id) {
  return run([this, account, id](db::Connection& session) { return sessions_.end(session, account, id); });
}

Awaitable<Result<>> StaffDesk::end_all_but(int account, int id) {
  return run(
      [this, account, id](db::Connection& session) { return sessions_.end_all_but(session, account, id); });
}

Awaitable<Result<>> StaffDesk::change_password(Account account, Session own, Secret old_one, Secret new_one) {
  return run([this, account = std::move(account), own = std::move(own), old_one = std::move(old_one),
              new_one = std::move(new_one)](db::Connection& session) {
    return own_.change_password(session, account, own, old_one, new_one);
  });
}

OwnAccount::Enrolment StaffDesk::begin_second_factor(const Account& account, std::string_view issuer) {
  return own_.begin_second_factor(account, issuer);
}

Awaitable<Result<std::vector<Secret>>> StaffDesk::set_second_factor(Account account, Secret text,
                                                                    Secret code) {
  return run([this, account = std::move(account), text = std::move(text), code = std::move(code)](
                 db::Connection& session) { return own_.set_second_factor(session, account, text, code); });
}

Awaitable<Result<>> StaffDesk::remove_second_factor(Account account, Secret password) {
  return run([this, account = std::move(account), password = std::move(password)](db::Connection& session) {
    return own_.remove_second_factor(session, account, password);
  });
}

Awaitable<Result<std::vector<Account>>> StaffDesk::accounts(std::string after, std::size_t limit) {
  return run([after = std::move(after), limit](db::Connection& session) {
    return db::in_transaction(session, [&](db::Transaction& transaction) -> Result<std::vector<Account>> {
      return page_of_accounts(transaction, after, limit);
    });
  });
}

Awaitable<Result<Account>> StaffDesk::find_account(std::string name) {
  return run([name = std::move(name)](db::Connection& session) {
    return db::in_transaction(session,
                              [&](db::Transaction& transaction) { return lock_account(transaction, name); });
  });
}

Awaitable<Result<Accounts::Created>> StaffDesk::create(audit::Actor actor, Account account) {
  return run([this, actor = std::move(actor), account = std::move(account)](db::Connection& session) {
    return accounts_.create(session, actor, account, Secret());
  });
}

Awaitable<Result<Account>> StaffDesk::change(audit::Actor actor, std::string name, AccountChange change,
                                             int version) {
  return run(
      [this, actor = std::move(actor), name = std::move(name), change = std::move(change),
       version](db::Connection& session) { return accounts_.change(session, actor, name, change, version); });
}

Awaitable<Result<Secret>> StaffDesk::reset_password(audit::Actor actor, std::string name) {
  return run([this, actor = std::move(actor), name = std::move(name)](db::Connection& session) {
    return accounts_.reset_password(session, actor, name, Secret());
  });
}

Awaitable<Result<>> StaffDesk::reset_second_factor(audit::Actor actor, std::string name) {
  return run([this, actor = std::move(actor), name = std::move(name)](db::Connection& session) {
    return accounts_.reset_second_factor(session, actor, name);
  });
}

}  // namespace staff
