#include "crypto/cbc.hpp"

#include <limits>

#include "crypto/evp.hpp"

namespace crypto {
namespace {

constexpr std::size_t cbc_key_size = 32;
constexpr std::size_t block_size = 16;

const EVP_CIPHER* cbc_algorithm() {
  static const Cipher cipher(EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr));
  require(cipher != nullptr, "AES-256-CBC");
  return cipher.get();
}

base::Result<std::string> run(std::string_view key, std::string_view iv, std::string_view bytes,
                              int encrypting) {
  require(key.size() == cbc_key_size && iv.size() == block_size, "the sizes of a CBC key");
  if (bytes.empty() || bytes.size() % block_size != 0 || bytes.size() > std::numeric_limits<int>::max()) {
    return base::fail(base::Code::crypto_failed, "the ciphertext is not a whole number of blocks");
  }
  const CipherContext context(EVP_CIPHER_CTX_new());
  require(context != nullptr, "EVP_CIPHER_CTX_new");
  std::string out(bytes.size(), '\0');
  int length = 0;
  const bool done =
      EVP_CipherInit_ex2(context.get(), cbc_algorithm(), raw(key), raw(iv), encrypting, nullptr) == 1 &&
      EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
      EVP_CipherUpdate(context.get(), reinterpret_cast<unsigned char*>(out.data()), &length, raw(bytes),
                       static_cast<int>(bytes.size())) == 1;
  require(done && static_cast<std::size_t>(length) == bytes.size(), "AES-256-CBC");
  return out;
}

}  // namespace

base::Result<std::string> encrypt_cbc(std::string_view key, std::string_view iv, std::string_view bytes) {
  return run(key, iv, bytes, 1);
}

base::Result<std::string> decrypt_cbc(std::string_view key, std::string_view iv, std::string_view bytes) {
  return run(key, iv, bytes, 0);
}

}  // namespace crypto
