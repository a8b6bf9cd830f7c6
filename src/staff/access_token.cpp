#include "staff/access_token.hpp"

#include <span>

#include "base/text.hpp"
#include "crypto/hash.hpp"

namespace staff {
namespace {

constexpr std::string_view token_prefix = "mp_";
constexpr std::size_t token_length = 3 + 43;  // 256 bits in base64url

}  // namespace

std::string_view name(TokenScope scope) {
  switch (scope) {
    case TokenScope::read:
      return "read";
    case TokenScope::operate:
      return "operate";
    case TokenScope::administer:
      return "administer";
  }
  return "read";
}

std::optional<TokenScope> token_scope_of(std::string_view name) {
  if (name == "read") return TokenScope::read;
  if (name == "operate") return TokenScope::operate;
  if (name == "administer") return TokenScope::administer;
  return std::nullopt;
}

base::Secret make_access_token(base::Random& random) {
  std::string bytes(32, '\0');
  random.fill(std::as_writable_bytes(std::span(bytes)));
  base::Secret token(std::string(token_prefix) + base::to_base64url(base::bytes_of(bytes)));
  base::wipe(bytes);
  return token;
}

std::optional<std::string> hash_of_access_token(std::string_view text) {
  if (text.size() != token_length || !text.starts_with(token_prefix)) return std::nullopt;
  return std::string(crypto::view(crypto::sha256(text)));
}

}  // namespace staff
