#include "platform/authorize_state.hpp"

#include <array>
#include <cstddef>

#include "base/text.hpp"
#include "crypto/hash.hpp"

namespace platform {
namespace {

constexpr std::string_view state_purpose = "marketcode-gateway authorize-state 1";
constexpr char version = 0x01;
constexpr std::size_t language_length = 2;
constexpr std::size_t nonce_length = 3;
constexpr std::size_t mac_length = 32;
constexpr std::size_t signed_length = 1 + 4 + 8 + 4 + language_length + nonce_length;
constexpr std::size_t whole_length = signed_length + mac_length;

// A multiple of three bytes fills its base64 to the last bit: no two texts stand for the same state.
static_assert(whole_length % 3 == 0);

void append_number(std::string& out, std::uint64_t number, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) {
    out += static_cast<char>(number >> (8 * i));
  }
}

std::uint64_t big_endian_number(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) {
    number = number << 8 | static_cast<unsigned char>(byte);
  }
  return number;
}

}  // namespace

AuthorizeStates::AuthorizeStates(const crypto::KeyRing& keys) : current_(keys.current_id()) {
  for (const auto id : keys.ids()) {
    signing_keys_.emplace(id, keys.derive(id, state_purpose));
  }
}

std::string AuthorizeStates::mint(const AuthorizeClaim& claim, base::Random& random) const {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(claim.expires_at).time_since_epoch().count();
  std::array<std::byte, nonce_length> nonce{};
  random.fill(nonce);
  std::string bytes(1, version);
  append_number(bytes, current_, 4);
  append_number(bytes, static_cast<std::uint64_t>(seconds), 8);
  append_number(bytes, static_cast<std::uint64_t>(claim.invitation), 4);
  std::string language = claim.language;
  language.resize(language_length, ' ');
  bytes.append(language);
  bytes.append(reinterpret_cast<const char*>(nonce.data()), nonce.size());
  bytes.append(crypto::view(crypto::hmac_sha256(signing_keys_.at(current_).reveal(), bytes)));
  return base::to_base64url(base::bytes_of(bytes));
}

std::optional<AuthorizeClaim> AuthorizeStates::verify(std::string_view state) const {
  if (state.size() != whole_length / 3 * 4) return std::nullopt;
  const auto bytes = base::from_base64url(state);
  if (!bytes || bytes->size() != whole_length) return std::nullopt;
  const auto claimed = std::string_view(*bytes).substr(0, signed_length);
  if (claimed.front() != version) return std::nullopt;
  // Which master keys there are is no secret: only the signature is compared in constant time.
  const auto key = signing_keys_.find(static_cast<std::uint32_t>(big_endian_number(claimed.substr(1, 4))));
  if (key == signing_keys_.end()) return std::nullopt;
  const auto mac = crypto::hmac_sha256(key->second.reveal(), claimed);
  const auto given = std::string_view(*bytes).substr(signed_length);
  if (!crypto::equal_in_constant_time(crypto::view(mac), given)) return std::nullopt;

  AuthorizeClaim claim;
  claim.expires_at = base::WallTime(
      std::chrono::seconds(static_cast<std::int64_t>(big_endian_number(claimed.substr(5, 8)))));
  claim.invitation = static_cast<int>(big_endian_number(claimed.substr(13, 4)));
  claim.language = claimed.substr(17, language_length);
  return claim;
}

std::string AuthorizeStates::browser_mark(std::string_view state) const {
  if (!verify(state)) return "";
  const auto bytes = base::from_base64url(state).value();
  const auto& key =
      signing_keys_.at(static_cast<std::uint32_t>(big_endian_number(std::string_view(bytes).substr(1, 4))));
  // No state begins with these words: the signature of one is never the mark of another.
  return base::to_base64url(crypto::hmac_sha256(key.reveal(), "browser of " + std::string(state)));
}

}  // namespace platform
