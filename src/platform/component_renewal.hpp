// The component_access_token as it is renewed.
#pragma once

#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "platform/component_calls.hpp"
#include "platform/platform_cell.hpp"
#include "tokens/renewal.hpp"

namespace platform {

class ComponentRenewal final : public tokens::Renewal {
 public:
  // Everything given by reference must outlive it.
  ComponentRenewal(const ComponentIdentity& identity, const crypto::KeyRing& keys, base::Random& random,
                   PlatformCell& cell, ComponentCalls& calls);

  base::Result<tokens::LeaseView> take_lease(db::Connection& connection,
                                             const tokens::LeaseRequest& request) const override;
  base::Result<tokens::StoreView> store(db::Connection& connection, std::int64_t generation,
                                        std::string_view owner, const tokens::SealedTokens& tokens,
                                        base::Micros asked_ago) const override;
  base::Result<tokens::TokenState> end_lease(
      db::Connection& connection, std::string_view owner,
      const std::optional<tokens::FailureNote>& failure) const override;

  std::string_view name() const override { return identity_.appid; }
  base::Awaitable<base::Result<>> prepare(base::Deadline deadline) override;
  base::Awaitable<tokens::TokenAnswer> ask(const base::Secret& secret, base::Deadline deadline) override;
  tokens::SealedTokens seal(const tokens::NewTokens& tokens) override;
  void publish(tokens::TokenState state) override;

 private:
  const ComponentIdentity& identity_;
  const crypto::KeyRing& keys_;
  base::Random& random_;
  PlatformCell& cell_;
  ComponentCalls& calls_;
};

}  // namespace platform
