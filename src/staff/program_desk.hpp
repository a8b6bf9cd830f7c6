// What programs of the staff need, for event loops: each call is one job on a thread of the database's.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "db/executor.hpp"
#include "staff/access_tokens.hpp"
#include "staff/given_answers.hpp"

namespace staff {

// What the services below fail with, and Code::deadline_passed after ten seconds.
class ProgramDesk {
 public:
  ProgramDesk(const crypto::KeyRing& keys, db::Executor& database, const base::Clock& clock,
              base::Random& random)
      : database_(database), clock_(clock), tokens_(keys, clock, random), answers_(keys, random) {}

  using Found = std::optional<std::pair<AccessToken, Account>>;
  base::Awaitable<base::Result<Found>> find(base::Secret text);
  base::Awaitable<base::Result<AccessTokens::Created>> create(Account account, AccessToken wanted);
  base::Awaitable<base::Result<std::vector<AccessToken>>> list(int account);
  base::Awaitable<base::Result<>> revoke(Account account, int id);

  base::Awaitable<base::Result<Claim>> claim(int account, std::string key, std::string request);
  base::Awaitable<base::Result<>> keep(int claim, int status, base::Secret body);
  base::Awaitable<base::Result<>> release(int claim);

 private:
  template <class F>
  auto run(F work) {
    return database_.run(base::Deadline{clock_.steady() + std::chrono::seconds(10)}, std::move(work));
  }

  db::Executor& database_;
  const base::Clock& clock_;
  AccessTokens tokens_;
  GivenAnswers answers_;
};

}  // namespace staff
