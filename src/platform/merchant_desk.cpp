#include "platform/merchant_desk.hpp"

#include <algorithm>
#include <utility>

#include "db/transaction.hpp"
#include "tokens/token_store.hpp"

namespace platform {
namespace {

using base::Awaitable;
using base::Code;
using base::Result;

tokens::HealthReport health_of(db::Transaction& transaction, int merchant, base::WallTime now) {
  const auto held = tokens::held_token(transaction, merchant);
  return held ? tokens::health(held->state, now, held->leased) : tokens::HealthReport{};
}

Result<tenancy::Merchant> within(db::Transaction& transaction, const std::string& appid,
                                 const MerchantDesk::Scope& scope) {
  auto merchant = tenancy::find_merchant(transaction, appid);
  if (!merchant) return merchant;
  if (!scope.empty() && std::ranges::find(scope, merchant->id) == scope.end())
    return base::fail(Code::not_found, "there is no merchant " + appid);
  return merchant;
}

}  // namespace

Awaitable<Result<std::vector<MerchantView>>> MerchantDesk::page(tenancy::MerchantPageRequest request) {
  using Views = std::vector<MerchantView>;
  return run([this, request = std::move(request)](db::Connection& session) {
    return db::in_transaction(session, [&](db::Transaction& transaction) -> Result<Views> {
      Views views;
      for (tenancy::Merchant& merchant : tenancy::page_of_merchants(transaction, request)) {
        const auto token = health_of(transaction, merchant.id, clock_.wall());
        views.push_back({std::move(merchant), token});
      }
      return views;
    });
  });
}

Awaitable<Result<MerchantPortrait>> MerchantDesk::show(std::string appid, Scope scope) {
  return run([this, appid = std::move(appid), scope = std::move(scope)](db::Connection& session) {
    return db::in_transaction(session, [&](db::Transaction& transaction) -> Result<MerchantPortrait> {
      const auto merchant = within(transaction, appid, scope);
      if (!merchant) return std::unexpected(merchant.error());
      const auto details = tenancy::merchant_details(transaction, merchant->id);
      if (!details) return std::unexpected(details.error());
      return MerchantPortrait{{*merchant, health_of(transaction, merchant->id, clock_.wall())}, *details};
    });
  });
}

Awaitable<Result<std::vector<tenancy::ApiKey>>> MerchantDesk::keys(std::string appid, Scope scope,
                                                                   tenancy::KeyPageRequest request) {
  using Keys = std::vector<tenancy::ApiKey>;
  return run([appid = std::move(appid), scope = std::move(scope),
              request = std::move(request)](db::Connection& session) {
    return db::in_transaction(session, [&](db::Transaction& transaction) -> Result<Keys> {
      const auto merchant = within(transaction, appid, scope);
      if (!merchant) return std::unexpected(merchant.error());
      return tenancy::page_of_keys(transaction, merchant->id, request);
    });
  });
}

Awaitable<Result<std::vector<int>>> MerchantDesk::numbers_of(std::vector<std::string> appids) {
  return run([appids = std::move(appids)](db::Connection& session) {
    return db::in_transaction(session, [&](db::Transaction& transaction) -> Result<std::vector<int>> {
      std::vector<int> numbers;
      for (const std::string& appid : appids) {
        const auto merchant = tenancy::find_merchant(transaction, appid);
        if (!merchant) return base::fail(Code::invalid_argument, "there is no merchant " + appid);
        numbers.push_back(merchant->id);
      }
      return numbers;
    });
  });
}

Awaitable<Result<>> MerchantDesk::suspend(Actor actor, std::string appid, std::string reason) {
  return run([this, actor = std::move(actor), appid = std::move(appid), reason = std::move(reason)](
                 db::Connection& session) { return administration_.suspend(session, actor, appid, reason); });
}

Awaitable<Result<>> MerchantDesk::resume(Actor actor, std::string appid) {
  return run([this, actor = std::move(actor), appid = std::move(appid)](db::Connection& session) {
    return administration_.resume(session, actor, appid);
  });
}

Awaitable<Result<CreatedKey>> MerchantDesk::create_key(Actor actor, std::string appid,
                                                       tenancy::KeySettings settings) {
  return run([this, actor = std::move(actor), appid = std::move(appid),
              settings = std::move(settings)](db::Connection& session) {
    return administration_.create_key(session, actor, appid, settings);
  });
}

Awaitable<Result<RotatedKey>> MerchantDesk::rotate_key(Actor actor, std::string key_id,
                                                       std::chrono::seconds overlap) {
  return run([this, actor = std::move(actor), key_id = std::move(key_id), overlap](db::Connection& session) {
    return administration_.rotate_key(session, actor, key_id, overlap);
  });
}

Awaitable<Result<tenancy::ApiKey>> MerchantDesk::revoke_key(Actor actor, std::string key_id) {
  return run([this, actor = std::move(actor), key_id = std::move(key_id)](db::Connection& session) {
    return administration_.revoke_key(session, actor, key_id);
  });
}

}  // namespace platform
