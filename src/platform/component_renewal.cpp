#include "platform/component_renewal.hpp"

#include <utility>

#include "platform/platform_store.hpp"
#include "platform/rows.hpp"

namespace platform {

ComponentRenewal::ComponentRenewal(const ComponentIdentity& identity, const crypto::KeyRing& keys,
                                   base::Random& random, PlatformCell& cell, ComponentCalls& calls)
    : identity_(identity), keys_(keys), random_(random), cell_(cell), calls_(calls) {}

base::Result<tokens::LeaseView> ComponentRenewal::take_lease(db::Connection& connection,
                                                             const tokens::LeaseRequest& request) const {
  return take_platform_lease(connection, keys_, identity_.appid, request);
}

base::Result<tokens::StoreView> ComponentRenewal::store(db::Connection& connection, std::int64_t generation,
                                                        std::string_view owner,
                                                        const tokens::SealedTokens& tokens,
                                                        base::Micros asked_ago) const {
  return store_component_token(connection, generation, owner, tokens, asked_ago);
}

base::Result<tokens::TokenState> ComponentRenewal::end_lease(
    db::Connection& connection, std::string_view owner,
    const std::optional<tokens::FailureNote>& failure) const {
  return end_platform_lease(connection, owner, failure);
}

base::Awaitable<base::Result<>> ComponentRenewal::prepare(base::Deadline) { co_return base::Result<>{}; }

base::Awaitable<tokens::TokenAnswer> ComponentRenewal::ask(const base::Secret& secret,
                                                           base::Deadline deadline) {
  return calls_.component_token(identity_, secret, deadline);
}

tokens::SealedTokens ComponentRenewal::seal(const tokens::NewTokens& tokens) {
  return {keys_.seal(tokens.access.reveal(), token_row, random_), "", tokens.expires_in};
}

void ComponentRenewal::publish(tokens::TokenState state) { cell_.put(std::move(state)); }

}  // namespace platform
