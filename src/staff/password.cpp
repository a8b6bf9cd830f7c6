#include "staff/password.hpp"

#include <zxcvbn.h>

#include <algorithm>
#include <new>
#include <stdexcept>

#include <sodium.h>

#include "base/text.hpp"

namespace staff {
namespace {

using base::Code;
using base::fail;

constexpr std::size_t least_characters = 12;
constexpr std::size_t most_bytes = 256;
constexpr double least_bits = 34;  // ten thousand million guesses: zxcvbn's highest class
constexpr unsigned long long operations = 3;
constexpr std::size_t memory = 64U << 20;

void prepare_sodium() {
  static const bool good = ::sodium_init() >= 0;
  if (!good) throw std::runtime_error("libsodium does not start");
}

std::size_t characters_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }));
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char byte) {
    return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
  });
  return out;
}

// How many guesses it stands, as a power of two, from whoever knows common passwords, names, keyboards, dates
// and the account.
double strength_of(const base::Secret& password, const std::string& account) {
  const char* known[] = {account.c_str(), nullptr};
  std::string text(password.reveal());
  const double bits = ::ZxcvbnMatch(text.c_str(), known, nullptr);
  base::wipe(text);
  return bits;
}

// Of a random text, so that nobody without an account is told so by a quick answer.
const std::string& hash_of_nobody() {
  static const std::string hash = [] {
    std::string text(32, '\0');
    ::randombytes_buf(text.data(), text.size());
    return hash_password(base::Secret(std::move(text)));
  }();
  return hash;
}

}  // namespace

base::Result<> check_password(const base::Secret& password, std::string_view account) {
  const std::string_view text = password.reveal();
  if (characters_of(text) < least_characters)
    return fail(Code::invalid_argument, "a password has at least 12 characters");
  if (text.size() > most_bytes) return fail(Code::invalid_argument, "a password has at most 256 bytes");
  if (!base::is_utf8(text) || base::has_control(text))
    return fail(Code::invalid_argument, "a password is text without control characters");
  std::string folded = lower(text);
  const bool named = account.size() >= 4 && folded.contains(lower(account));
  base::wipe(folded);
  if (named) return fail(Code::invalid_argument, "the password holds the account's name");
  if (strength_of(password, std::string(account)) < least_bits)
    return fail(
        Code::invalid_argument,
        "the password is easily guessed (common words, names, keys in a row): take several unrelated words");
  return {};
}

base::Secret generate_password(base::Random& random) {
  constexpr std::string_view letters = "23456789abcdefghijkmnpqrstuvwxyz";  // without 0 o 1 l
  static_assert(letters.size() == 32);
  std::array<std::byte, 20> drawn{};
  random.fill(drawn);
  std::string text;
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    if (i > 0 && i % 5 == 0) text += '-';
    text += letters[std::to_integer<std::size_t>(drawn[i]) % letters.size()];
  }
  return base::Secret(std::move(text));
}

std::string hash_password(const base::Secret& password) {
  prepare_sodium();
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  const std::string_view text = password.reveal();
  if (::crypto_pwhash_str_alg(hash.data(), text.data(), text.size(), operations, memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::bad_alloc();
  hash.resize(hash.find('\0'));
  return hash;
}

bool is_password(const base::Secret& password, const std::string& hash) {
  prepare_sodium();
  const std::string_view text = password.reveal();
  const std::string& stored = hash.empty() ? hash_of_nobody() : hash;
  return ::crypto_pwhash_str_verify(stored.c_str(), text.data(), text.size()) == 0 && !hash.empty();
}

bool is_outdated(const std::string& hash) {
  prepare_sodium();
  return ::crypto_pwhash_str_needs_rehash(hash.c_str(), operations, memory) != 0;
}

}  // namespace staff
