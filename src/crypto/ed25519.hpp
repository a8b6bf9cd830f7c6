// Ed25519 signatures (RFC 8032).
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "base/random.hpp"
#include "base/secret.hpp"

namespace crypto {

using Ed25519PublicKey = std::array<std::byte, 32>;
using Ed25519Signature = std::array<std::byte, 64>;

// A private key is its seed: 32 bytes, RFC 8032 section 5.1.5. Anything of another length is a mistake of the
// caller's and throws std::runtime_error.
base::Secret make_ed25519_seed(base::Random& random);
Ed25519PublicKey ed25519_public_key(const base::Secret& seed);
Ed25519Signature ed25519_sign(const base::Secret& seed, std::string_view message);

// False also for a public key that is no point of the curve.
bool ed25519_verify(const Ed25519PublicKey& key, std::string_view message, const Ed25519Signature& signature);

}  // namespace crypto
