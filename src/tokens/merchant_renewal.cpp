#include "tokens/merchant_renewal.hpp"

#include <utility>
#include <vector>

#include "tokens/token_store.hpp"

namespace tokens {

MerchantRenewal::MerchantRenewal(int merchant, std::string appid, RenewalShop shop)
    : merchant_(merchant), appid_(std::move(appid)), shop_(shop), credential_(shop.component) {}

base::Result<LeaseView> MerchantRenewal::take_lease(db::Connection& connection,
                                                    const LeaseRequest& request) const {
  return tokens::take_lease(connection, shop_.keys, merchant_, request);
}

base::Result<StoreView> MerchantRenewal::store(db::Connection& connection, std::int64_t generation,
                                               std::string_view owner, const SealedTokens& tokens,
                                               base::Micros asked_ago) const {
  return store_tokens(
      connection, merchant_, generation, owner, tokens, asked_ago,
      [this](db::Transaction& transaction) { return shop_.history.found(transaction, merchant_, appid_); });
}

base::Result<TokenState> MerchantRenewal::end_lease(db::Connection& connection, std::string_view owner,
                                                    const std::optional<FailureNote>& failure) const {
  return tokens::end_lease(connection, merchant_, owner, failure, [&](db::Transaction& transaction) {
    return shop_.history.lost(transaction, merchant_, appid_, failure->errcode);
  });
}

base::Awaitable<base::Result<>> MerchantRenewal::prepare(base::Deadline deadline) {
  return credential_.prepare(deadline);
}

base::Awaitable<TokenAnswer> MerchantRenewal::ask(const base::Secret& secret, base::Deadline deadline) {
  const auto refresh = [this, &secret, deadline](const base::Secret& token) {
    return shop_.repairs.calls.authorizer_token(token, appid_, secret, deadline);
  };
  auto answer = co_await credential_.call(refresh, deadline);
  if (answer) shop_.repairs.refused.forget(appid_);
  if (answer || answer.error().verdict != Verdict::gone) co_return answer;
  TokenRepair repair(shop_.repairs, credential_, appid_);
  co_return co_await repair.run(secret, std::move(answer.error()), deadline);
}

SealedTokens MerchantRenewal::seal(const NewTokens& tokens) {
  SealedTokens sealed;
  sealed.access = shop_.keys.seal(tokens.access.reveal(), access_row(merchant_), shop_.random);
  if (!tokens.refresh.empty()) {
    sealed.refresh = shop_.keys.seal(tokens.refresh.reveal(), refresh_row(merchant_), shop_.random);
  }
  sealed.life = tokens.expires_in;
  return sealed;
}

void MerchantRenewal::publish(TokenState state) {
  std::vector<TokenState> states;
  states.push_back(std::move(state));
  shop_.vault.put(std::move(states));
}

}  // namespace tokens
