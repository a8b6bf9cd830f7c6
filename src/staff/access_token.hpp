// A token of a person of the staff, for programs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"

namespace staff {

// Each includes those before it.
enum class TokenScope { read, operate, administer };

std::string_view name(TokenScope scope);
std::optional<TokenScope> token_scope_of(std::string_view name);

struct AccessToken {
  int id = 0;
  std::string name;
  TokenScope scope = TokenScope::read;
  base::WallTime created_at;
  base::WallTime expires_at;
  std::optional<base::WallTime> used_at;  // to the minute
};

// "mp_" and 256 random bits in base64url.
base::Secret make_access_token(base::Random& random);
// What it is stored as: SHA-256. Nothing for text that is none.
std::optional<std::string> hash_of_access_token(std::string_view text);

}  // namespace staff
