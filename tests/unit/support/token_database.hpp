// A real database with a merchant whose tokens are at stake.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "support/tenancy_database.hpp"
#include "support/token_states.hpp"
#include "tokens/token_store.hpp"

namespace support {

struct TokenDatabase : TenancyDatabase {
  crypto::KeyRing keys = key_ring();
  tenancy::Merchant merchant = import();

  // What an authorisation brings; without an access token when `access` is empty.
  void authorize(int id, std::string_view refresh, std::string_view access = "",
                 std::chrono::seconds life = std::chrono::hours(2)) {
    const base::Secret token(access);
    const auto stored = change([&](db::Transaction& tx) {
      return tokens::store_authorization(tx, keys, random, id, base::Secret(refresh), &token, life);
    });
    REQUIRE(stored);
  }

  std::string column(std::string_view expression) {
    return ask("SELECT " + std::string(expression) +
               " FROM merchant_token WHERE merchant = " + std::to_string(merchant.id));
  }
  void set(std::string_view assignments) {
    ask("UPDATE merchant_token SET " + std::string(assignments) +
        " WHERE merchant = " + std::to_string(merchant.id));
  }
  // The stored tokens in clear; "" when there is none.
  std::string stored_refresh() { return opened("refresh", tokens::refresh_row(merchant.id)); }
  std::string stored_access() { return opened("access", tokens::access_row(merchant.id)); }

 private:
  std::string opened(const std::string& envelope, const std::string& row) {
    const auto bytes = base::from_hex(column("encode(" + envelope + ", 'hex')"));
    REQUIRE(bytes);
    if (bytes->empty()) return "";
    const auto text = keys.open(*bytes, row);
    REQUIRE(text);
    return std::string(text->reveal());
  }
};

}  // namespace support
