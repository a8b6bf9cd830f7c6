// The gateway's own access_token for the compatible dialect: an API key named and a moment, signed.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/secret.hpp"
#include "crypto/key_ring.hpp"

namespace tenancy {

// What a token says, once its signature was found right.
struct TokenClaim {
  std::string key_id;         // of the API key that it stands for
  base::WallTime expires_at;  // whole seconds
};

// `gt_` and 76 characters of base64url: version (1 byte) ‖ master key id (4) ‖ Unix seconds of its end (8,
// both big-endian) ‖ key id (12) ‖ HMAC-SHA-256 over what stands before (32). The signing keys are derived
// from the master keys: every gateway that has them verifies every token, without I/O, also after another one
// became the current one. Immutable, so thread-safe.
class GatewayTokens {
 public:
  explicit GatewayTokens(const crypto::KeyRing& keys);

  // Signed with the current key. `key_id` is an API key's; `expires_at` is cut to whole seconds.
  base::Secret mint(std::string_view key_id, base::WallTime expires_at) const;
  // Nothing unless it was minted under one of the keys. The end is not judged here. The signature is compared
  // in constant time.
  std::optional<TokenClaim> verify(std::string_view token) const;

 private:
  std::uint32_t current_;
  std::map<std::uint32_t, base::Secret> signing_keys_;
};

// Whether the text has the form of a token; says nothing about its signature.
bool has_token_form(std::string_view text);
inline constexpr std::size_t gateway_token_length = 79;

}  // namespace tenancy
