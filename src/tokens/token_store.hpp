// merchant_token: leases, generations, envelopes.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"
#include "db/transaction.hpp"
#include "tokens/lease.hpp"
#include "tokens/renewal.hpp"
#include "tokens/vault.hpp"

namespace tokens {

// A db::ChangeReader: rows with a stamp above `since` go into the vault; with 0, all, whatever the vault
// holds.
base::Result<> load_changes(db::Connection& connection, std::int64_t since, Vault& vault);

// Stores what an authorisation brought, in the transaction that upserts the merchant: refresh token and, if
// there is one, access token. Generation up by one, failures cleared, lease broken. Throws what pqxx throws.
base::Result<> store_authorization(db::Transaction& transaction, const crypto::KeyRing& keys,
                                   base::Random& random, int merchant, const base::Secret& refresh,
                                   const base::Secret* access, std::chrono::seconds expires_in);

// Whether this refresh token is the merchant's stored one. Throws what pqxx throws, as the next does.
bool holds_refresh(db::Transaction& transaction, const crypto::KeyRing& keys, int merchant,
                   const base::Secret& refresh);
// Whether its last refresh failed.
bool is_failing(db::Transaction& transaction, int merchant);

struct HeldToken {
  TokenState state;
  bool leased = false;  // a refresh is under way
};
// One merchant's row, or every one by merchant. Throws what pqxx throws.
std::optional<HeldToken> held_token(db::Transaction& transaction, int merchant);
std::map<int, HeldToken> held_tokens(db::Transaction& transaction);

// The four below are a Renewal's (renewal.hpp) for the row of a merchant. In all of them
// Code::merchant_needs_reauthorization: the merchant has no tokens at all.

// Opens the refresh token of a lease that was taken; Code::token_unavailable when no master key opens it.
base::Result<LeaseView> take_lease(db::Connection& connection, const crypto::KeyRing& keys, int merchant,
                                   const LeaseRequest& request);
// Something more to write in the transaction; its failure undoes the whole.
using AndThen = std::function<base::Result<>(db::Transaction&)>;
// `asked_ago`: how long ago WeChat was asked; the token's life began then. `found`: when the merchant was
// marked as one that has to authorise again.
base::Result<StoreView> store_tokens(db::Connection& connection, int merchant, std::int64_t generation,
                                     std::string_view owner, const SealedTokens& tokens,
                                     base::Micros asked_ago, const AndThen& found = {});
// `lost`: when this marks it so.
base::Result<TokenState> end_lease(db::Connection& connection, int merchant, std::string_view owner,
                                   const std::optional<FailureNote>& failure, const AndThen& lost = {});
base::Result<TokenState> read_state(db::Connection& connection, int merchant);

}  // namespace tokens
