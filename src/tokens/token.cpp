#include "tokens/token.hpp"

#include <algorithm>

namespace tokens {

base::Micros lifetime(const TokenState& state) {
  if (!state.expires_at || !state.refreshed_at) return base::Micros::zero();
  return std::max(*state.expires_at - *state.refreshed_at, base::Micros::zero());
}

}  // namespace tokens
