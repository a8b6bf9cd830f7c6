#include "crypto/ed25519.hpp"

#include <algorithm>
#include <stdexcept>

#include <doctest/doctest.h>

#include "base/text.hpp"

namespace ed25519_test {

std::string unhex(std::string_view text) { return base::from_hex(text).value(); }

// RFC 8032, section 7.1, test 3.
TEST_CASE("a signature of the standard s own vector") {
  const base::Secret seed(unhex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));
  const std::string message = unhex("af82");
  const auto key = crypto::ed25519_public_key(seed);
  CHECK(base::to_hex(key) == "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
  auto signature = crypto::ed25519_sign(seed, message);
  CHECK(base::to_hex(signature) ==
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
  CHECK(crypto::ed25519_verify(key, message, signature));
  CHECK_FALSE(crypto::ed25519_verify(key, message + "x", signature));
  signature[3] ^= std::byte{1};
  CHECK_FALSE(crypto::ed25519_verify(key, message, signature));
}

TEST_CASE("what is no seed is refused") {
  CHECK_THROWS_AS(crypto::ed25519_sign(base::Secret("short"), "text"), std::runtime_error);
}

}  // namespace ed25519_test
