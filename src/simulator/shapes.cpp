#include "simulator/shapes.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <span>

namespace simulator {
namespace {

constexpr std::string_view base64url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view hex_alphabet = "0123456789abcdef";
constexpr std::size_t shortest_token = 32;

std::uint32_t random_word(base::Random& random) {
  std::uint32_t word = 0;
  random.fill(std::as_writable_bytes(std::span(&word, 1)));
  return word;
}

// `alphabet` has a power of two of characters, at most 256.
std::string random_text(base::Random& random, std::size_t length, std::string_view alphabet) {
  std::string text(length, '\0');
  random.fill(std::as_writable_bytes(std::span(text)));
  for (char& c : text) {
    c = alphabet[static_cast<unsigned char>(c) & (alphabet.size() - 1)];
  }
  return text;
}

std::string prefixed(std::string_view prefix, std::size_t length, base::Random& random) {
  return std::string(prefix) + random_text(random, length, base64url_alphabet);
}

}  // namespace

std::string make_access_token(base::Random& random, std::size_t length) {
  const std::uint32_t word = random_word(random);
  const std::string prefix = std::to_string(60 + word % 40) + "_";
  const std::size_t rest = length > prefix.size() ? length - prefix.size() : 135 + (word >> 8) % 21;
  return prefixed(prefix, rest, random);
}

std::string make_ticket(base::Random& random) { return prefixed("ticket@@@", 86, random); }
std::string make_refresh_token(base::Random& random) { return prefixed("refreshtoken@@@", 43, random); }
std::string make_pre_auth_code(base::Random& random) { return prefixed("preauthcode@@@", 86, random); }
std::string make_authorization_code(base::Random& random) { return prefixed("queryauthcode@@@", 86, random); }
std::string make_app_secret(base::Random& random) { return random_text(random, 32, hex_alphabet); }

std::string make_rid(base::WallTime now, base::Random& random) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), "%08x-%08x-%08x", static_cast<unsigned>(seconds),
                                   random_word(random), random_word(random));
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string make_hint(base::WallTime now, base::Random& random) {
  const std::string china = base::to_rfc3339(now + std::chrono::hours(8));
  return "[" + random_text(random, 6, base64url_alphabet.substr(0, 32)) +
         random_text(random, 8, hex_alphabet) + "][" + china.substr(0, 10) + " " + china.substr(11, 8) + "]";
}

bool is_token_shaped(std::string_view text) {
  return text.size() >= shortest_token && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
                  c == '_';
         });
}

}  // namespace simulator
