#include "staff/sessions.hpp"

#include <algorithm>
#include <span>
#include <string_view>

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "crypto/hash.hpp"
#include "db/transaction.hpp"
#include "staff/password.hpp"
#include "staff/session_store.hpp"
#include "staff/totp.hpp"

namespace staff {
namespace {

using base::Result;

constexpr std::size_t longest_agent = 200;

base::Secret make_token(base::Random& random) {
  std::string bytes(32, '\0');
  random.fill(std::as_writable_bytes(std::span(bytes)));
  base::Secret token(base::to_base64url(base::bytes_of(bytes)));
  base::wipe(bytes);
  return token;
}

std::string hash_of(const base::Secret& token) {
  return std::string(crypto::view(crypto::sha256(token.reveal())));
}

// Printable ASCII only: browsers send nothing else.
std::string agent_of(std::string_view text) {
  std::string out(text.substr(0, longest_agent));
  std::ranges::replace_if(out, [](char letter) { return letter < 0x20 || letter > 0x7e; }, '?');
  return out;
}

LogInOutcome refused(LogInRefusal why, base::Micros wait = base::Micros(0)) {
  LogInOutcome outcome;
  outcome.refusal = why;
  outcome.wait = wait;
  return outcome;
}

audit::Event access_event(const Account& account, std::string action, base::WallTime now) {
  audit::Event event;
  event.kind = audit::Kind::access;
  event.time = now;
  event.actor_kind = "staff";
  event.actor = account.name;
  event.action = std::move(action);
  event.details = "{\"account\":" + std::to_string(account.id) + "}";
  return event;
}

}  // namespace

std::string csrf_token_of(const base::Secret& token) {
  const auto digest = crypto::sha256({"console csrf ", token.reveal()});
  return base::to_hex(std::span(digest));
}

bool is_csrf_token(const base::Secret& token, std::string_view presented) {
  return crypto::equal_in_constant_time(presented, csrf_token_of(token));
}

std::string totp_row(int account) { return "staff/" + std::to_string(account) + "/totp"; }

// One attempt to log in, in two transactions: its count is kept whatever becomes of it.
class Sessions::Attempt {
 public:
  Attempt(Sessions& sessions, db::Connection& connection, const LogIn& wanted)
      : sessions_(sessions),
        connection_(connection),
        wanted_(wanted),
        account_("account " + wanted.name),
        address_("address " + base::origin_of(wanted.client).to_string()),
        pair_(account_ + " " + address_),
        code_("code " + wanted.name) {}

  Result<LogInOutcome> run() {
    auto wait = count();
    if (!wait) return std::unexpected(wait.error());
    if (*wait > base::Micros(0)) return refused(LogInRefusal::too_fast, *wait);
    return db::in_transaction(connection_,
                              [this](db::Transaction& transaction) { return judge(transaction); });
  }

 private:
  // An attempt that is taken counts as a failure until it has succeeded; one that has to wait does not count.
  Result<base::Micros> count() {
    return db::in_transaction(connection_, [this](db::Transaction& transaction) -> Result<base::Micros> {
      const Attempts account = lock_attempts(transaction, account_);
      const Attempts address = lock_attempts(transaction, address_);
      const Attempts pair = lock_attempts(transaction, pair_);
      const auto wait = wait_of(pair, address, account, now_of(transaction));
      if (wait > base::Micros(0)) return wait;
      for (const std::string* who : {&account_, &address_, &pair_})
        count_failure(transaction, *who);
      known_here_ = pair.known;
      throttled_ = pair.failures == pair_rule.free || account.failures == account_rule.free;
      return wait;
    });
  }

  Result<> note_throttled(db::Transaction& transaction, const Account& account) {
    return audit::put(transaction, sessions_.keys_, sessions_.random_,
                      access_event(account, "log_in_throttled", sessions_.clock_.wall()));
  }

  Result<LogInOutcome> judge(db::Transaction& transaction) {
    const auto known = lock_credentials(transaction, wanted_.name);
    // Of an account that exists: nobody must be able to fill the log with names.
    if (throttled_ && known) {
      if (auto noted = note_throttled(transaction, known->account); !noted)
        return std::unexpected(noted.error());
    }
    // As slow without an account as with one.
    const bool right = is_password(wanted_.password, known ? known->password_hash : std::string());
    if (!known || !right || !may_log_in(known->account, now_of(transaction)))
      return refused(LogInRefusal::wrong);
    if (!known->totp.empty()) {
      if (wanted_.code.empty()) return refused(LogInRefusal::second_factor);
      const auto wait = wait_for_code(transaction);
      if (wait > base::Micros(0)) return refused(LogInRefusal::too_fast, wait);
      const auto good = check_code(transaction, *known);
      if (!good) return std::unexpected(good.error());
      if (!*good) return wrong_code(transaction, known->account);
    }
    return start(transaction, *known);
  }

  base::Micros wait_for_code(db::Transaction& transaction) {
    tried_codes_ = lock_attempts(transaction, code_);
    return known_here_ ? base::Micros(0) : wait_of(tried_codes_, code_rule, now_of(transaction));
  }

  Result<LogInOutcome> wrong_code(db::Transaction& transaction, const Account& account) {
    count_failure(transaction, code_);
    if (tried_codes_.failures == code_rule.free) {
      if (auto noted = note_throttled(transaction, account); !noted) return std::unexpected(noted.error());
    }
    return refused(LogInRefusal::wrong);
  }

  Result<bool> check_code(db::Transaction& transaction, const Credentials& known) {
    const auto secret = sessions_.keys_.open(known.totp, totp_row(known.account.id));
    if (!secret) return std::unexpected(secret.error());
    const auto step = match_totp(*secret, wanted_.code.reveal(), now_of(transaction), known.totp_step);
    if (step) {
      set_totp_step(transaction, known.account.id, *step);
      return true;
    }
    return use_recovery_code(transaction, known.account.id, recovery_hash(wanted_.code.reveal()));
  }

  Result<LogInOutcome> start(db::Transaction& transaction, const Credentials& known) {
    LogInOutcome outcome;
    outcome.token = make_token(sessions_.random_);
    outcome.account = known.account;
    Session& session = outcome.session;
    session.account = known.account.id;
    session.second_factor = !known.totp.empty();
    session.client = wanted_.client;
    session.agent = agent_of(wanted_.agent);
    session.created_at = session.seen_at = now_of(transaction);
    session.id = insert_session(transaction, session.account, hash_of(outcome.token), session.second_factor,
                                session.client, session.agent);
    if (is_outdated(known.password_hash))
      set_password(transaction, session.account, hash_password(wanted_.password), known.account.must_change);
    note_success(transaction, account_);  // in the order in which count() locks them
    note_success(transaction, pair_);
    if (session.second_factor) note_success(transaction, code_);
    const auto noted = audit::put(transaction, sessions_.keys_, sessions_.random_,
                                  access_event(known.account, "logged_in", sessions_.clock_.wall()));
    if (!noted) return std::unexpected(noted.error());
    return outcome;
  }

  Sessions& sessions_;
  db::Connection& connection_;
  const LogIn& wanted_;
  std::string account_;
  std::string address_;
  std::string pair_;
  std::string code_;
  bool known_here_ = false;
  bool throttled_ = false;  // with this attempt: the log is told
  Attempts tried_codes_;
};

Sessions::Sessions(SessionLimits limits, const crypto::KeyRing& keys, const base::Clock& clock,
                   base::Random& random)
    : limits_(limits), keys_(keys), clock_(clock), random_(random) {}

Result<LogInOutcome> Sessions::log_in(db::Connection& connection, const LogIn& attempt) {
  // What cannot be an account is not looked up, and fills no table with made-up names.
  if (!is_account_name(attempt.name)) return refused(LogInRefusal::wrong);
  return Attempt(*this, connection, attempt).run();
}

Result<std::optional<std::pair<Session, Account>>> Sessions::find(db::Connection& connection,
                                                                  const base::Secret& token) {
  return db::in_transaction(
      connection, [&](db::Transaction& transaction) -> Result<std::optional<std::pair<Session, Account>>> {
        return find_session(transaction, hash_of(token), limits_);
      });
}

Result<std::vector<Session>> Sessions::list(db::Connection& connection, int account) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<std::vector<Session>> {
    return list_sessions(transaction, account, limits_);
  });
}

Result<> Sessions::end(db::Connection& connection, int account, int session) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    if (end_session(transaction, account, session)) return {};
    return base::fail(base::Code::not_found, "there is no such session");
  });
}

Result<> Sessions::end_all_but(db::Connection& connection, int account, int session) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    end_sessions(transaction, account, session);
    return {};
  });
}

Result<> Sessions::tidy(db::Connection& connection) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<> {
    end_old_sessions(transaction, limits_);
    forget_old_attempts(transaction);
    return {};
  });
}

}  // namespace staff
