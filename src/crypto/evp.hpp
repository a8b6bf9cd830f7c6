// OpenSSL's handles as C++ values. For the sources of this room only.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>

#include <openssl/evp.h>
#include <openssl/kdf.h>

namespace crypto {

template <auto function>
struct Freer {
  void operator()(auto* handle) const { function(handle); }
};
template <class T, auto function>
using Handle = std::unique_ptr<T, Freer<function>>;

using Digest = Handle<EVP_MD, EVP_MD_free>;
using DigestContext = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using Cipher = Handle<EVP_CIPHER, EVP_CIPHER_free>;
using CipherContext = Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using Mac = Handle<EVP_MAC, EVP_MAC_free>;
using MacContext = Handle<EVP_MAC_CTX, EVP_MAC_CTX_free>;
using Kdf = Handle<EVP_KDF, EVP_KDF_free>;
using KdfContext = Handle<EVP_KDF_CTX, EVP_KDF_CTX_free>;

// Throws std::runtime_error unless `succeeded`: for what fails only when memory or the installation is
// broken.
[[noreturn]] void throw_openssl_error(const char* what);
inline void require(bool succeeded, const char* what) {
  if (!succeeded) throw_openssl_error(what);
}

inline const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

template <std::size_t size>
unsigned char* raw(std::array<std::byte, size>& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

template <std::size_t size>
const unsigned char* raw(const std::array<std::byte, size>& bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace crypto
