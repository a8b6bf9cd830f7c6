// Passwords: what may be one, and how one is kept.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"

namespace staff {

// At least 12 characters and at most 256 bytes of UTF-8 without control characters, not the account's name in
// another guise, and nothing that is guessed quickly (zxcvbn: common passwords, words, keyboards, dates). No
// rule about kinds of characters: NIST SP 800-63B, section 5.1.1.2. Code::invalid_argument says what is
// wrong. Takes milliseconds.
base::Result<> check_password(const base::Secret& password, std::string_view account);

// Twenty characters that are easily told apart, in four groups: 98 bits.
base::Secret generate_password(base::Random& random);

// Argon2id in its own text form ($argon2id$…). Takes about 100 ms and 64 MiB: not on an event loop.
std::string hash_password(const base::Secret& password);
// As costly as hashing. A hash of "" belongs to no password and takes the same time.
bool is_password(const base::Secret& password, const std::string& hash);
// Whether hash_password() would make a stronger one today.
bool is_outdated(const std::string& hash);

}  // namespace staff
