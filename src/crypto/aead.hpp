// AES-256-GCM.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"

namespace crypto {

// nonce (12, random) ‖ ciphertext ‖ tag (16). `key` has 32 bytes. One key seals at most 2^32 values.
std::string seal(std::string_view key, std::string_view plain, std::string_view associated,
                 base::Random& random);

// Code::crypto_failed for a wrong key, other associated data or any changed byte.
base::Result<base::Secret> open(std::string_view key, std::string_view sealed, std::string_view associated);

}  // namespace crypto
