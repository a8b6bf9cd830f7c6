#include "tenancy/api_key.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "crypto/hash.hpp"

namespace tenancy {
namespace {

// mk_ · 12 of [0-9a-z] · _ · base64url of 32 bytes. Read by position: the secret may hold '_' and '-' too.
constexpr std::string_view key_prefix = "mk_";
constexpr std::string_view id_alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t id_length = 12;
constexpr std::size_t separator = key_prefix.size() + id_length;
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t secret_length = 43;
constexpr std::size_t key_length = separator + 1 + secret_length;

bool is_id_character(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); }
bool is_secret_character(char c) {
  return is_id_character(c) || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

// Every id is as likely as any other: bytes that would favour the front of the alphabet are drawn again.
std::string random_id(base::Random& random) {
  constexpr unsigned fair = 256 / id_alphabet.size() * id_alphabet.size();
  std::string id;
  while (id.size() < id_length) {
    std::array<std::byte, 16> drawn;
    random.fill(drawn);
    for (const std::byte byte : drawn) {
      const auto value = std::to_integer<unsigned>(byte);
      if (value < fair && id.size() < id_length) id += id_alphabet[value % id_alphabet.size()];
    }
  }
  return id;
}

std::string random_secret(base::Random& random) {
  std::string bytes(secret_bytes, '\0');
  random.fill(std::as_writable_bytes(std::span(bytes)));
  std::string text = base::to_base64url(base::bytes_of(bytes));
  base::wipe(bytes);
  return text;
}

std::string hash_of(std::string_view text) { return std::string(crypto::view(crypto::sha256(text))); }

}  // namespace

KeyState state_of(const ApiKey& key, base::WallTime now) {
  if (key.revoked_at) return KeyState::revoked;
  return key.expires_at && *key.expires_at <= now ? KeyState::expired : KeyState::active;
}

std::string_view name(KeyState state) {
  switch (state) {
    case KeyState::active:
      return "active";
    case KeyState::expired:
      return "expired";
    case KeyState::revoked:
      return "revoked";
  }
  return "active";
}

NewApiKey make_api_key(base::Random& random) {
  NewApiKey key;
  key.key_id = random_id(random);
  std::string secret = random_secret(random);
  std::string text;
  text.reserve(key_length);  // so that no copy of the secret is left behind in outgrown memory
  text.append(key_prefix).append(key.key_id).append("_").append(secret);
  base::wipe(secret);
  key.hash = hash_of(text);
  key.text = base::Secret(std::move(text));
  return key;
}

std::optional<std::string_view> key_id_of(std::string_view presented) {
  if (presented.size() != key_length || !presented.starts_with(key_prefix)) return std::nullopt;
  const auto id = presented.substr(key_prefix.size(), id_length);
  const auto secret = presented.substr(separator + 1);
  if (presented[separator] != '_' || !std::ranges::all_of(id, is_id_character)) return std::nullopt;
  if (!std::ranges::all_of(secret, is_secret_character)) return std::nullopt;
  return id;
}

bool matches(std::string_view presented, std::string_view hash) {
  return crypto::equal_in_constant_time(crypto::view(crypto::sha256(presented)), hash);
}

}  // namespace tenancy
