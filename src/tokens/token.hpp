// An access token as it is used, and what is known about its health.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/secret.hpp"

namespace tokens {

struct Token {
  base::Secret text;
  std::int64_t generation = 0;  // up by one at each write
  base::WallTime expires_at;
  base::Micros lifetime{0};  // when it was new; zero: not known
};
using TokenPtr = std::shared_ptr<const Token>;

// A merchant_token row as every gateway holds it: envelopes, opened when first used.
struct TokenState {
  int merchant = 0;
  std::string access_envelope;
  std::int64_t generation = 0;
  std::optional<base::WallTime> expires_at;
  std::optional<base::WallTime> refreshed_at;
  std::optional<base::WallTime> failing_since;
  int failures = 0;  // in a row
  std::optional<std::int64_t> last_errcode;
  bool needs_reauthorization = false;
  std::int64_t stamp = 0;
};

// How long the token lived or lives in all; zero when the row does not tell.
base::Micros lifetime(const TokenState& state);

}  // namespace tokens
