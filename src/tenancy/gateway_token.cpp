#include "tenancy/gateway_token.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "crypto/hash.hpp"

namespace tenancy {
namespace {

constexpr std::string_view token_prefix = "gt_";
constexpr std::string_view purpose = "marketcode-gateway gateway-token 1";
constexpr char version = 0x01;
constexpr std::size_t key_id_length = 12;
constexpr std::size_t mac_length = 32;
constexpr std::size_t signed_length = 1 + 4 + 8 + key_id_length;
constexpr std::size_t token_length = signed_length + mac_length;

// A multiple of three bytes fills its base64 to the last bit: no two texts stand for the same token.
static_assert(token_length % 3 == 0);
static_assert(token_prefix.size() + token_length / 3 * 4 == gateway_token_length);

void append_number(std::string& out, std::uint64_t number, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) {
    out += static_cast<char>(number >> (8 * i));
  }
}

std::uint64_t number_of(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) {
    number = number << 8 | static_cast<unsigned char>(byte);
  }
  return number;
}

bool is_base64url(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

}  // namespace

GatewayTokens::GatewayTokens(const crypto::KeyRing& keys) : current_(keys.current_id()) {
  for (const auto id : keys.ids()) {
    signing_keys_.emplace(id, keys.derive(id, purpose));
  }
}

base::Secret GatewayTokens::mint(std::string_view key_id, base::WallTime expires_at) const {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(expires_at).time_since_epoch().count();
  std::string bytes(1, version);
  bytes.reserve(token_length);  // so that no copy is left behind in outgrown memory
  append_number(bytes, current_, 4);
  append_number(bytes, static_cast<std::uint64_t>(seconds), 8);
  bytes.append(key_id);
  bytes.append(crypto::view(crypto::hmac_sha256(signing_keys_.at(current_).reveal(), bytes)));

  std::string encoded = base::to_base64url(base::bytes_of(bytes));
  std::string text;
  text.reserve(gateway_token_length);
  text.append(token_prefix).append(encoded);
  base::wipe(encoded);
  base::wipe(bytes);
  return base::Secret(std::move(text));
}

std::optional<TokenClaim> GatewayTokens::verify(std::string_view token) const {
  if (!has_token_form(token)) return std::nullopt;
  auto decoded = base::from_base64url(token.substr(token_prefix.size()));
  if (!decoded || decoded->size() != token_length) return std::nullopt;
  const base::Secret bytes(std::move(*decoded));
  const auto claimed = bytes.reveal().substr(0, signed_length);
  if (claimed.front() != version) return std::nullopt;
  // Which master keys there are is no secret: only the signature is compared in constant time.
  const auto key = signing_keys_.find(static_cast<std::uint32_t>(number_of(claimed.substr(1, 4))));
  if (key == signing_keys_.end()) return std::nullopt;
  const auto mac = crypto::hmac_sha256(key->second.reveal(), claimed);
  if (!crypto::equal_in_constant_time(crypto::view(mac), bytes.reveal().substr(signed_length))) {
    return std::nullopt;
  }
  const std::chrono::seconds end(static_cast<std::int64_t>(number_of(claimed.substr(5, 8))));
  return TokenClaim{std::string(claimed.substr(13)), base::WallTime(end)};
}

bool has_token_form(std::string_view text) {
  return text.size() == gateway_token_length && text.starts_with(token_prefix) &&
         std::ranges::all_of(text.substr(token_prefix.size()), is_base64url);
}

}  // namespace tenancy
