#include "staff/totp.hpp"

#include <liboath/oath.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>

#include "crypto/hash.hpp"

namespace staff {
namespace {

constexpr unsigned totp_step = 30;  // seconds
constexpr std::size_t window = 1;
constexpr std::size_t secret_bytes = 20;
constexpr std::size_t recovery_codes = 10;

struct Free {
  void operator()(char* text) const { std::free(text); }
};

std::string escaped(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '.' || byte == '_';
    if (plain) {
      out += letter;
    } else {
      (out += '%') += hex[byte >> 4];
      out += hex[byte & 15];
    }
  }
  return out;
}

base::Secret random_bytes(std::size_t count, base::Random& random) {
  std::string bytes(count, '\0');
  random.fill(std::as_writable_bytes(std::span(bytes)));
  return base::Secret(std::move(bytes));
}

}  // namespace

base::Secret make_totp_secret(base::Random& random) { return random_bytes(secret_bytes, random); }

base::Result<base::Secret> totp_secret_of(const base::Secret& text) {
  char* bytes = nullptr;
  std::size_t size = 0;
  const auto letters = text.reveal();
  if (::oath_base32_decode(letters.data(), letters.size(), &bytes, &size) != OATH_OK)
    return base::fail(base::Code::invalid_argument, "the secret is not base32");
  const std::unique_ptr<char, Free> owned(bytes);
  base::Secret secret(std::string(bytes, size));
  std::fill_n(bytes, size, '\0');
  if (secret.size() != secret_bytes)
    return base::fail(base::Code::invalid_argument, "the secret is not 20 bytes");
  return secret;
}

base::Secret totp_text(const base::Secret& secret) {
  char* text = nullptr;
  std::size_t size = 0;
  const auto bytes = secret.reveal();
  if (::oath_base32_encode(bytes.data(), bytes.size(), &text, &size) != OATH_OK) throw std::bad_alloc();
  const std::unique_ptr<char, Free> owned(text);
  std::string out(text, size);
  std::fill_n(text, size, '\0');
  out.resize(std::min(out.find('='), out.size()));
  return base::Secret(std::move(out));
}

base::Secret totp_uri(const base::Secret& secret, std::string_view issuer, std::string_view account) {
  std::string out = "otpauth://totp/" + escaped(issuer) + ':' + escaped(account) +
                    "?issuer=" + escaped(issuer) + "&secret=";
  base::append_wiping(out, totp_text(secret).reveal());
  return base::Secret(std::move(out));
}

std::optional<std::int64_t> match_totp(const base::Secret& secret, std::string_view code, base::WallTime now,
                                       std::int64_t used) {
  std::string digits(code);
  std::erase(digits, ' ');
  if (digits.size() != 6 || digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  std::uint64_t counter = 0;
  int position = 0;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const auto bytes = secret.reveal();
  const int matched = ::oath_totp_validate3(bytes.data(), bytes.size(), seconds, totp_step, 0, window,
                                            &position, &counter, digits.c_str());
  const auto at = static_cast<std::int64_t>(counter);
  if (matched < 0 || at <= used) return std::nullopt;
  return at;
}

RecoveryCodes make_recovery_codes(base::Random& random) {
  RecoveryCodes out;
  for (std::size_t i = 0; i < recovery_codes; ++i) {
    std::string text(totp_text(random_bytes(10, random)).reveal());  // 16 letters, 80 bits
    out.hashes.push_back(recovery_hash(text));
    for (const std::size_t gap : {12U, 8U, 4U}) {
      text.insert(gap, 1, '-');
    }
    out.codes.emplace_back(std::move(text));
  }
  return out;
}

std::string recovery_hash(std::string_view code) {
  std::string plain;
  for (const char letter : code) {
    if (letter == '-' || letter == ' ') continue;
    plain += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  }
  const auto digest = crypto::sha256({"recovery code ", plain});
  base::wipe(plain);
  return std::string(crypto::view(digest));
}

}  // namespace staff
