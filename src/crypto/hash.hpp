// Digests and comparisons.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace crypto {

using Sha256Digest = std::array<std::byte, 32>;

Sha256Digest sha256(std::string_view bytes);
// SHA-256 over the parts put together, without putting them together.
Sha256Digest sha256(std::initializer_list<std::string_view> parts);
// SHA-256 over what comes piece by piece. Used by one thread.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  void update(std::string_view bytes);
  // The digest of everything so far; the next piece begins anew.
  Sha256Digest finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

Sha256Digest hmac_sha256(std::string_view key, std::string_view bytes);
// Lower-case hex SHA-1, for WeChat's signatures only.
std::string sha1_hex(std::string_view bytes);

// HKDF-SHA-256 (RFC 5869) with an empty salt: a key for one purpose, named by `info`.
std::string derive_key(std::string_view key, std::string_view info, std::size_t length);

// Compares in a time that depends on the lengths only; different lengths are different.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// A digest's bytes as text.
inline std::string_view view(const Sha256Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace crypto
