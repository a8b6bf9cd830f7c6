// One merchant's row, and two sessions that are after it.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>

#include "support/token_database.hpp"
#include "tokens/token_store.hpp"

struct TokenStoreFixture : support::TokenDatabase {
  std::unique_ptr<db::Connection> other = support::open_database(database.app_url);

  TokenStoreFixture() { authorize(merchant.id, "refresh-1", "access-1"); }

  tokens::LeaseView lease(const std::string& owner, std::int64_t generation = 1,
                          std::optional<std::chrono::milliseconds> forced = std::nullopt,
                          std::chrono::milliseconds length = std::chrono::seconds(20),
                          std::optional<int> failures = std::nullopt) {
    auto view = tokens::take_lease(*other, keys, merchant.id,
                                   tokens::LeaseRequest{generation, owner, length, failures, forced});
    INFO((view ? "" : view.error().detail + view.error().cause));
    REQUIRE(view);
    return std::move(*view);
  }
  tokens::SealedTokens sealed(std::string_view access, std::string_view refresh = "") {
    tokens::SealedTokens tokens;
    tokens.access = keys.seal(access, tokens::access_row(merchant.id), random);
    if (!refresh.empty()) tokens.refresh = keys.seal(refresh, tokens::refresh_row(merchant.id), random);
    tokens.life = std::chrono::hours(2);
    return tokens;
  }
  tokens::StoreView store(const std::string& owner, std::int64_t generation,
                          const tokens::SealedTokens& tokens,
                          base::Micros asked_ago = std::chrono::seconds(0)) {
    auto view = tokens::store_tokens(*connection, merchant.id, generation, owner, tokens, asked_ago);
    INFO((view ? "" : view.error().detail + view.error().cause));
    REQUIRE(view);
    return std::move(*view);
  }
  tokens::TokenState end(const std::string& owner, std::optional<tokens::FailureNote> note) {
    auto state = tokens::end_lease(*connection, merchant.id, owner, note);
    REQUIRE(state);
    return std::move(*state);
  }
};
