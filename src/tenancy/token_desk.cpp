#include "tenancy/token_desk.hpp"

#include <algorithm>
#include <utility>

namespace tenancy {

using base::Code;
using std::chrono::seconds;

TokenDesk::TokenDesk(const Gate& gate, const GatewayTokens& tokens, GuessLimit& guesses,
                     const base::Clock& clock)
    : gate_(gate), tokens_(tokens), guesses_(guesses), clock_(clock) {}

std::expected<IssuedToken, GateRefusal> TokenDesk::issue(std::string_view appid, std::string_view secret,
                                                         const base::IpAddress& client) {
  const auto moment = clock_.steady();
  if (const auto wait = guesses_.wait(client, moment); wait.count() > 0) {
    auto throttled = unknown_key();
    throttled.code = Code::rate_limited;
    throttled.reason = "throttled";
    throttled.rate = {.admitted = false, .retry_after = wait, .remaining = 0, .reset = wait};
    return std::unexpected(std::move(throttled));
  }

  auto caller = gate_.identify(secret);
  if (!caller) {
    guesses_.wrong(client, moment);
    return std::unexpected(std::move(caller.error()));
  }
  // Only who holds the key learns that the appid is wrong: nobody can ask which merchants are here.
  if (caller->merchant->appid != appid) {
    return std::unexpected(refusal_of(*caller, Code::api_key_invalid, "appid"));
  }
  caller = gate_.pass(std::move(*caller), client, false);
  if (!caller) return std::unexpected(std::move(caller.error()));

  const auto now = clock_.wall();
  const auto& key = caller->key->key;
  base::WallTime end = std::chrono::ceil<seconds>(now) + gateway_token_life;
  if (key.expires_at) end = std::min(end, base::WallTime(std::chrono::floor<seconds>(*key.expires_at)));
  const auto life = std::chrono::floor<seconds>(end - now);
  if (life.count() < 1) return std::unexpected(refusal_of(*caller, Code::api_key_invalid, "expired"));
  return IssuedToken{tokens_.mint(key.key_id, end), life};
}

std::expected<Caller, GateRefusal> TokenDesk::admit(std::string_view access_token,
                                                    const base::IpAddress& client, bool charge) const {
  auto caller = identify(access_token);
  if (!caller) return caller;
  return gate_.pass(std::move(*caller), client, charge);
}

std::expected<Caller, GateRefusal> TokenDesk::identify(std::string_view access_token) const {
  if (key_id_of(access_token)) {
    auto caller = gate_.identify(access_token);
    if (caller && !caller->key->key.allow_in_url) {
      return std::unexpected(refusal_of(*caller, Code::api_key_invalid, "in_url"));
    }
    return caller;
  }

  const auto claim = tokens_.verify(access_token);
  if (!claim) return std::unexpected(unknown_key());
  auto caller = gate_.find(claim->key_id);
  if (!caller) return caller;
  // A revoked key is the greater trouble: a new token would not help.
  if (claim->expires_at <= clock_.wall() && !caller->key->key.revoked_at) {
    return std::unexpected(refusal_of(*caller, Code::api_key_invalid, "token_expired"));
  }
  return caller;
}

}  // namespace tenancy
