// Rows of merchant_token as tests need them.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "crypto/key_ring.hpp"
#include "support/fake_random.hpp"
#include "tokens/vault.hpp"

namespace support {

// One master key; the same seed gives the same key.
inline crypto::KeyRing key_ring(std::uint64_t seed = 7) {
  FakeRandom random(seed);
  return *crypto::KeyRing::parse(crypto::KeyRing::generate_line(1, random));
}

// A healthy token "access-<generation>" of two hours that was refreshed just now.
inline tokens::TokenState token_state(const crypto::KeyRing& keys, int merchant, std::int64_t generation,
                                      base::WallTime now) {
  FakeRandom random;
  tokens::TokenState state;
  state.merchant = merchant;
  state.access_envelope =
      keys.seal("access-" + std::to_string(generation), tokens::access_row(merchant), random);
  state.generation = generation;
  state.refreshed_at = now;
  state.expires_at = now + std::chrono::hours(2);
  state.stamp = generation;
  return state;
}

inline void put(tokens::Vault& vault, tokens::TokenState state) {
  std::vector<tokens::TokenState> states;
  states.push_back(std::move(state));
  vault.put(std::move(states));
}

}  // namespace support
