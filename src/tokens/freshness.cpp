#include "tokens/freshness.hpp"

#include <algorithm>
#include <cstdint>

namespace tokens {
namespace {

bool has_life(base::WallTime expires_at, base::Micros life, base::WallTime now, base::Micros minimum_life,
              const FreshnessRules& rules) {
  base::Micros needed = std::max(rules.minimum_life, minimum_life);
  if (life > base::Micros::zero()) needed = std::min(needed, life / 2);
  const base::Micros left = expires_at - now;
  return left > base::Micros::zero() && left >= needed;
}

// 0 to 1023, well spread over neighbouring ids (splitmix64).
std::int64_t spread(int merchant) {
  std::uint64_t value = static_cast<std::uint64_t>(merchant) + 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return static_cast<std::int64_t>((value ^ (value >> 31)) & 1023);
}

}  // namespace

bool usable(const Token& token, base::WallTime now, base::Micros minimum_life, const FreshnessRules& rules) {
  return has_life(token.expires_at, token.lifetime, now, minimum_life, rules);
}

Freshness judge(const TokenState& state, base::WallTime now, base::Micros minimum_life,
                const FreshnessRules& rules) {
  const bool held = !state.access_envelope.empty() && state.expires_at;
  const bool use = held && has_life(*state.expires_at, lifetime(state), now, minimum_life, rules);
  if (!use) return state.needs_reauthorization ? Freshness::gone : Freshness::stale;
  const bool due = !state.needs_reauthorization && now >= refresh_time(state, rules);
  return due ? Freshness::due : Freshness::good;
}

base::WallTime refresh_time(const TokenState& state, const FreshnessRules& rules) {
  if (state.access_envelope.empty() || !state.expires_at) return base::WallTime{};
  base::Micros ahead = rules.ahead;
  base::Micros jitter = rules.jitter;
  if (const base::Micros life = lifetime(state); life > base::Micros::zero()) {
    ahead = std::min(ahead, life / 4);
    jitter = std::min(jitter, life / 8);
  }
  return *state.expires_at - ahead - jitter * spread(state.merchant) / 1024;
}

}  // namespace tokens
