// Merchants and their keys for event loops: each call is one job on a thread of the database's.
#pragma once

#include <string>
#include <vector>

#include "base/async.hpp"
#include "db/executor.hpp"
#include "platform/administration.hpp"
#include "tenancy/details_store.hpp"
#include "tenancy/merchant_page_store.hpp"
#include "tenancy/tenancy_store.hpp"
#include "tokens/health.hpp"

namespace platform {

struct MerchantView {
  tenancy::Merchant merchant;
  tokens::HealthReport token;
};

struct MerchantPortrait {
  MerchantView view;
  tenancy::MerchantDetails details;
};

// Code::not_found also for a merchant outside of `scope` (merchant.id; empty: all); Code::deadline_passed
// after ten seconds.
class MerchantDesk {
 public:
  using Scope = std::vector<int>;

  MerchantDesk(const crypto::KeyRing& keys, db::Executor& database, const base::Clock& clock,
               base::Random& random)
      : administration_(keys, clock, random), database_(database), clock_(clock) {}

  base::Awaitable<base::Result<std::vector<MerchantView>>> page(tenancy::MerchantPageRequest request);
  base::Awaitable<base::Result<MerchantPortrait>> show(std::string appid, Scope scope);
  base::Awaitable<base::Result<std::vector<tenancy::ApiKey>>> keys(std::string appid, Scope scope,
                                                                   tenancy::KeyPageRequest request);
  // merchant.id of each. Code::invalid_argument names one that does not exist.
  base::Awaitable<base::Result<std::vector<int>>> numbers_of(std::vector<std::string> appids);

  base::Awaitable<base::Result<>> suspend(Actor actor, std::string appid, std::string reason);
  base::Awaitable<base::Result<>> resume(Actor actor, std::string appid);
  base::Awaitable<base::Result<CreatedKey>> create_key(Actor actor, std::string appid,
                                                       tenancy::KeySettings settings);
  base::Awaitable<base::Result<RotatedKey>> rotate_key(Actor actor, std::string key_id,
                                                       std::chrono::seconds overlap);
  base::Awaitable<base::Result<tenancy::ApiKey>> revoke_key(Actor actor, std::string key_id);

 private:
  template <class F>
  auto run(F work) {
    return database_.run(base::Deadline{clock_.steady() + std::chrono::seconds(10)}, std::move(work));
  }

  Administration administration_;
  db::Executor& database_;
  const base::Clock& clock_;
};

}  // namespace platform
