// The second factor: six digits that change every 30 seconds (RFC 6238, SHA-1), and recovery codes for
// whoever has lost the device.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"

namespace staff {

// 20 random bytes.
base::Secret make_totp_secret(base::Random& random);
// For typing: base32 without padding.
base::Secret totp_text(const base::Secret& secret);
// Back again. Code::invalid_argument: it is no such text of 20 bytes.
base::Result<base::Secret> totp_secret_of(const base::Secret& text);
// For a QR code: otpauth://totp/…
base::Secret totp_uri(const base::Secret& secret, std::string_view issuer, std::string_view account);

// The step of the code, if it is that of now or of one step before or after, and later than `used`: a code is
// good once. Blanks in the code are passed over.
std::optional<std::int64_t> match_totp(const base::Secret& secret, std::string_view code, base::WallTime now,
                                       std::int64_t used);

struct RecoveryCodes {
  std::vector<base::Secret> codes;  // ten, shown once
  std::vector<std::string> hashes;  // 32 bytes each
};
RecoveryCodes make_recovery_codes(base::Random& random);
// As it stands in RecoveryCodes::hashes; case, blanks and hyphens do not matter.
std::string recovery_hash(std::string_view code);

}  // namespace staff
