#include "crypto/hash.hpp"

#include <span>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/sha.h>

#include "base/text.hpp"
#include "crypto/evp.hpp"

namespace crypto {
namespace {

// What EVP spends on a digest before it hashes is as much as the hashing of a tree's node.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
class PlainSha256 {
 public:
  PlainSha256() { begin(); }

  void update(std::string_view bytes) {
    require(SHA256_Update(&context_, bytes.data(), bytes.size()) == 1, "SHA256_Update");
  }
  Sha256Digest finish() {
    Sha256Digest digest;
    require(SHA256_Final(raw(digest), &context_) == 1, "SHA256_Final");
    return digest;
  }
  void begin() { require(SHA256_Init(&context_) == 1, "SHA256_Init"); }

 private:
  SHA256_CTX context_;
};
#pragma clang diagnostic pop

// An HMAC-SHA-256 context without a key, to be copied: setting the digest anew would fetch it each time.
const EVP_MAC_CTX* hmac_prototype() {
  static const MacContext prototype = [] {
    const Mac mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    require(mac != nullptr, "HMAC");
    MacContext context(EVP_MAC_CTX_new(mac.get()));
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                     OSSL_PARAM_construct_end()};
    require(context && EVP_MAC_CTX_set_params(context.get(), parameters) == 1, "HMAC-SHA256");
    return context;
  }();
  return prototype.get();
}

}  // namespace

Sha256Digest sha256(std::string_view bytes) { return sha256({bytes}); }

Sha256Digest sha256(std::initializer_list<std::string_view> parts) {
  PlainSha256 hash;
  for (const std::string_view part : parts) {
    hash.update(part);
  }
  return hash.finish();
}

struct Sha256::Impl {
  PlainSha256 hash;
};

Sha256::Sha256() : impl_(std::make_unique<Impl>()) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) { impl_->hash.update(bytes); }

Sha256Digest Sha256::finish() {
  const Sha256Digest digest = impl_->hash.finish();
  impl_->hash.begin();
  return digest;
}

Sha256Digest hmac_sha256(std::string_view key, std::string_view bytes) {
  const MacContext context(EVP_MAC_CTX_dup(hmac_prototype()));
  // A null key pointer would mean "keep the key of before", so an empty key needs an address too.
  const unsigned char nothing = 0;
  const unsigned char* key_bytes = key.empty() ? &nothing : raw(key);
  require(context && EVP_MAC_init(context.get(), key_bytes, key.size(), nullptr) == 1, "EVP_MAC_init");
  require(EVP_MAC_update(context.get(), raw(bytes), bytes.size()) == 1, "EVP_MAC_update");
  Sha256Digest digest;
  std::size_t length = 0;
  require(EVP_MAC_final(context.get(), raw(digest), &length, digest.size()) == 1, "EVP_MAC_final");
  return digest;
}

std::string sha1_hex(std::string_view bytes) {
  static const Digest sha1(EVP_MD_fetch(nullptr, "SHA1", nullptr));
  std::array<std::byte, 20> digest;
  require(sha1 && EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()),
                             nullptr, sha1.get(), nullptr) == 1,
          "SHA1");
  return base::to_hex(digest);
}

std::string derive_key(std::string_view key, std::string_view info, std::size_t length) {
  const Kdf hkdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
  require(hkdf != nullptr, "HKDF");
  const KdfContext context(EVP_KDF_CTX_new(hkdf.get()));
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, const_cast<char*>(key.data()), key.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, const_cast<char*>(info.data()), info.size()),
      OSSL_PARAM_construct_end()};
  std::string derived(length, '\0');
  require(context && EVP_KDF_derive(context.get(), reinterpret_cast<unsigned char*>(derived.data()),
                                    derived.size(), parameters) == 1,
          "HKDF");
  return derived;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace crypto
