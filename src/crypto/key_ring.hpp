// The master keys, and the envelopes that hold secrets at rest.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"

namespace crypto {

// Seals under the current master key, opens under any it holds. Immutable after load, so thread-safe.
// Envelope: version (1 byte, 0x01) ‖ key id (4 bytes, big-endian) ‖ nonce ‖ ciphertext ‖ tag. The header is
// part of the associated data. `row` names where the envelope belongs ("merchant_token/wx…/access"): an
// envelope moved to another row does not open.
class KeyRing {
 public:
  // Text, a line a key: `<id> <base64 of 32 bytes>`, id 1 to 2^32-1; the last line is the current key.
  // Lines that are empty or begin with '#' are skipped. Code::config_invalid says which line is wrong.
  static base::Result<KeyRing> parse(const base::Secret& text);
  // A line with a new random key, for `keys generate`.
  static base::Secret generate_line(std::uint32_t id, base::Random& random);

  std::string seal(std::string_view plain, std::string_view row, base::Random& random) const;
  base::Result<base::Secret> open(std::string_view envelope, std::string_view row) const;

  std::uint32_t current_id() const { return current_; }
  std::vector<std::uint32_t> ids() const;
  // A 32-byte key for another purpose, derived from the current master key or that of `id`, one of ids()
  // (HKDF, `purpose` as info).
  base::Secret derive(std::string_view purpose) const { return derive(current_, purpose); }
  base::Secret derive(std::uint32_t id, std::string_view purpose) const;

 private:
  std::map<std::uint32_t, base::Secret> keys_;
  std::uint32_t current_ = 0;
};

}  // namespace crypto
