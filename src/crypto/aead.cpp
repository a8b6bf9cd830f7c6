#include "crypto/aead.hpp"

#include <limits>
#include <span>

#include <openssl/err.h>

#include "crypto/evp.hpp"

namespace crypto {
namespace {

constexpr std::size_t aead_key_size = 32;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;
constexpr std::size_t longest = std::numeric_limits<int>::max() - nonce_size - tag_size;

// Looked up once a process: a fetch takes a lock and costs more than sealing a token.
const EVP_CIPHER* gcm_algorithm() {
  static const Cipher cipher(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  require(cipher != nullptr, "AES-256-GCM");
  return cipher.get();
}

// A thread's own: making one and giving it back costs as much as sealing what a record holds.
EVP_CIPHER_CTX* sealing_context() {
  thread_local const CipherContext context = [] {
    CipherContext made(EVP_CIPHER_CTX_new());
    require(made && EVP_EncryptInit_ex2(made.get(), gcm_algorithm(), nullptr, nullptr, nullptr) == 1,
            "AES-256-GCM");
    return made;
  }();
  return context.get();
}

bool add_associated(EVP_CIPHER_CTX* context, std::string_view associated, bool sealing) {
  if (associated.empty()) return true;
  int length = 0;
  const auto update = sealing ? EVP_EncryptUpdate : EVP_DecryptUpdate;
  return update(context, nullptr, &length, raw(associated), static_cast<int>(associated.size())) == 1;
}

std::unexpected<base::Error> not_opened(std::string_view why) {
  ERR_clear_error();
  return base::fail(base::Code::crypto_failed, "a sealed value cannot be opened", std::string(why));
}

// `plain` has the size of `body`. False when the tag does not fit: then `plain` must not be used.
bool decrypt(std::string_view key, std::string_view nonce, std::string_view body, std::string_view tag,
             std::string_view associated, std::string& plain) {
  const CipherContext context(EVP_CIPHER_CTX_new());
  require(context != nullptr, "EVP_CIPHER_CTX_new");
  auto* out = reinterpret_cast<unsigned char*>(plain.data());
  int length = 0;
  return EVP_DecryptInit_ex2(context.get(), gcm_algorithm(), raw(key), raw(nonce), nullptr) == 1 &&
         add_associated(context.get(), associated, false) &&
         EVP_DecryptUpdate(context.get(), out, &length, raw(body), static_cast<int>(body.size())) == 1 &&
         EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, const_cast<char*>(tag.data())) ==
             1 &&
         EVP_DecryptFinal_ex(context.get(), out + length, &length) == 1;
}

}  // namespace

std::string seal(std::string_view key, std::string_view plain, std::string_view associated,
                 base::Random& random) {
  require(key.size() == aead_key_size && plain.size() <= longest && associated.size() <= longest,
          "seal: sizes");
  std::string sealed(nonce_size + plain.size() + tag_size, '\0');
  random.fill(std::as_writable_bytes(std::span(sealed).first(nonce_size)));

  EVP_CIPHER_CTX* const context = sealing_context();
  auto* nonce = reinterpret_cast<unsigned char*>(sealed.data());
  auto* body = nonce + nonce_size;
  int length = 0;
  require(EVP_EncryptInit_ex2(context, nullptr, raw(key), nonce, nullptr) == 1 &&
              add_associated(context, associated, true) &&
              EVP_EncryptUpdate(context, body, &length, raw(plain), static_cast<int>(plain.size())) == 1 &&
              EVP_EncryptFinal_ex(context, body + length, &length) == 1 &&
              EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tag_size, body + plain.size()) == 1,
          "AES-256-GCM");
  return sealed;
}

base::Result<base::Secret> open(std::string_view key, std::string_view sealed, std::string_view associated) {
  if (key.size() != aead_key_size) return not_opened("the key has not 32 bytes");
  if (sealed.size() < nonce_size + tag_size) return not_opened("too short");
  if (sealed.size() > longest || associated.size() > longest) return not_opened("too long");

  const auto nonce = sealed.substr(0, nonce_size);
  const auto body = sealed.substr(nonce_size, sealed.size() - nonce_size - tag_size);
  const auto tag = sealed.substr(sealed.size() - tag_size);
  std::string plain(body.size(), '\0');
  const bool genuine = decrypt(key, nonce, body, tag, associated, plain);
  base::Secret secret(std::move(plain));  // wiped also when it was not genuine
  if (!genuine) return not_opened("wrong key, other associated data or changed bytes");
  return secret;
}

}  // namespace crypto
