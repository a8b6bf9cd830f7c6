#include "crypto/ed25519.hpp"

#include <openssl/err.h>

#include "crypto/evp.hpp"

namespace crypto {
namespace {

using Key = Handle<EVP_PKEY, EVP_PKEY_free>;

Key private_key(const base::Secret& seed) {
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw(seed.reveal()), seed.size()));
  require(key != nullptr, "an Ed25519 seed");
  return key;
}

DigestContext context() {
  DigestContext made(EVP_MD_CTX_new());
  require(made != nullptr, "EVP_MD_CTX_new");
  return made;
}

}  // namespace

base::Secret make_ed25519_seed(base::Random& random) {
  std::string seed(32, '\0');
  random.fill(std::as_writable_bytes(std::span(seed)));
  return base::Secret(std::move(seed));
}

Ed25519PublicKey ed25519_public_key(const base::Secret& seed) {
  const Key key = private_key(seed);
  Ed25519PublicKey out;
  std::size_t size = out.size();
  require(EVP_PKEY_get_raw_public_key(key.get(), raw(out), &size) == 1 && size == out.size(),
          "an Ed25519 public key");
  return out;
}

Ed25519Signature ed25519_sign(const base::Secret& seed, std::string_view message) {
  const Key key = private_key(seed);
  const DigestContext signing = context();
  require(EVP_DigestSignInit(signing.get(), nullptr, nullptr, nullptr, key.get()) == 1, "Ed25519");
  Ed25519Signature out;
  std::size_t size = out.size();
  require(
      EVP_DigestSign(signing.get(), raw(out), &size, raw(message), message.size()) == 1 && size == out.size(),
      "an Ed25519 signature");
  return out;
}

bool ed25519_verify(const Ed25519PublicKey& key, std::string_view message,
                    const Ed25519Signature& signature) {
  const Key known(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(key), key.size()));
  const DigestContext verifying = context();
  const bool good =
      known && EVP_DigestVerifyInit(verifying.get(), nullptr, nullptr, nullptr, known.get()) == 1 &&
      EVP_DigestVerify(verifying.get(), raw(signature), signature.size(), raw(message), message.size()) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace crypto
