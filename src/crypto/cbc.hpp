// AES-256-CBC without padding and without authentication: for WeChat's message envelope only, whose signature
// is checked before.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace crypto {

// `key` has 32 bytes, `iv` 16. Code::crypto_failed when `bytes` is empty or no multiple of 16 long.
base::Result<std::string> encrypt_cbc(std::string_view key, std::string_view iv, std::string_view bytes);
base::Result<std::string> decrypt_cbc(std::string_view key, std::string_view iv, std::string_view bytes);

}  // namespace crypto
