#include "tokens/refused_tokens.hpp"

namespace tokens {
namespace {

// Beyond it the token may have been good meanwhile, in another gateway's hands.
constexpr std::chrono::minutes longest_row{30};

}  // namespace

base::SteadyTime RefusedTokens::note(const std::string& appid, const base::Secret& refused,
                                     base::SteadyTime now) {
  Entry& entry = entries_[appid];
  const bool same = !entry.token.empty() && entry.token.reveal() == refused.reveal();
  if (!same || now - entry.since > longest_row) entry = {refused, now};
  return entry.since;
}

}  // namespace tokens
