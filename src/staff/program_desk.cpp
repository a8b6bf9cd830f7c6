#include "staff/program_desk.hpp"

namespace staff {

using base::Awaitable;
using base::Result;

Awaitable<Result<ProgramDesk::Found>> ProgramDesk::find(base::Secret text) {
  return run([this, text = std::move(text)](db::Connection& session) { return tokens_.find(session, text); });
}

Awaitable<Result<AccessTokens::Created>> ProgramDesk::create(Account account, AccessToken wanted) {
  return run([this, account = std::move(account), wanted = std::move(wanted)](db::Connection& session) {
    return tokens_.create(session, account, wanted);
  });
}

Awaitable<Result<std::vector<AccessToken>>> ProgramDesk::list(int account) {
  return run([this, account](db::Connection& session) { return tokens_.list(session, account); });
}

Awaitable<Result<>> ProgramDesk::revoke(Account account, int id) {
  return run([this, account = std::move(account), id](db::Connection& session) {
    return tokens_.revoke(session, account, id);
  });
}

Awaitable<Result<Claim>> ProgramDesk::claim(int account, std::string key, std::string request) {
  return run([this, account, key = std::move(key), request = std::move(request)](db::Connection& session) {
    return answers_.claim(session, account, key, request);
  });
}

Awaitable<Result<>> ProgramDesk::keep(int claim, int status, base::Secret body) {
  return run([this, claim, status, body = std::move(body)](db::Connection& session) {
    return answers_.keep(session, claim, status, body.reveal());
  });
}

Awaitable<Result<>> ProgramDesk::release(int claim) {
  return run([this, claim](db::Connection& session) { return answers_.release(session, claim); });
}

}  // namespace staff
