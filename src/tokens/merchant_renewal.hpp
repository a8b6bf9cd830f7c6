// A merchant's authorizer_access_token as it is renewed.
#pragma once

#include <optional>
#include <string>

#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "tokens/component_credential.hpp"
#include "tokens/renewal.hpp"
#include "tokens/token_calls.hpp"
#include "tokens/token_history.hpp"
#include "tokens/token_repair.hpp"
#include "tokens/vault.hpp"

namespace tokens {

// What the renewals of all merchants share. Must outlive the loop's last coroutine, `keys` and `history` the
// database's last job too.
struct RenewalShop {
  const crypto::KeyRing& keys;
  base::Random& random;
  Vault& vault;
  ComponentTokens& component;
  TokenHistory& history;
  RepairShop repairs;
};

class MerchantRenewal : public Renewal {
 public:
  MerchantRenewal(int merchant, std::string appid, RenewalShop shop);

  base::Result<LeaseView> take_lease(db::Connection& connection, const LeaseRequest& request) const override;
  base::Result<StoreView> store(db::Connection& connection, std::int64_t generation, std::string_view owner,
                                const SealedTokens& tokens, base::Micros asked_ago) const override;
  base::Result<TokenState> end_lease(db::Connection& connection, std::string_view owner,
                                     const std::optional<FailureNote>& failure) const override;

  std::string_view name() const override { return appid_; }
  base::Awaitable<base::Result<>> prepare(base::Deadline deadline) override;
  // A refresh token that WeChat refuses for good is repaired at once, within the same deadline.
  base::Awaitable<TokenAnswer> ask(const base::Secret& secret, base::Deadline deadline) override;
  SealedTokens seal(const NewTokens& tokens) override;
  void publish(TokenState state) override;

 protected:
  TokenPtr held_token() const { return shop_.vault.token(merchant_); }

 private:
  const int merchant_;
  const std::string appid_;
  const RenewalShop shop_;
  ComponentCredential credential_;
};

}  // namespace tokens
