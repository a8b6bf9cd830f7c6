// Gateway tokens given out for API keys, and taken in their place: the credentials of the compatible dialect.
#pragma once

#include <chrono>
#include <expected>
#include <string_view>

#include "base/secret.hpp"
#include "tenancy/gate.hpp"
#include "tenancy/gateway_token.hpp"
#include "tenancy/guess_limit.hpp"

namespace tenancy {

inline constexpr std::chrono::seconds gateway_token_life{7'200};

struct IssuedToken {
  base::Secret text;
  std::chrono::seconds expires_in;  // less than gateway_token_life when the key ends sooner
};

// A token dies with its key: revocation, expiry and addresses are looked up at every use. Thread-safe.
class TokenDesk {
 public:
  // All of them must outlive it.
  TokenDesk(const Gate& gate, const GatewayTokens& tokens, GuessLimit& guesses, const base::Clock& clock);

  // `secret` is an API key of the merchant `appid`. Refusals: the gate's; reason "appid": the key is another
  // merchant's; reason "throttled" (Code::rate_limited, rate->retry_after set): too many wrong secrets came
  // from there. Costs nothing of the key's rate.
  std::expected<IssuedToken, GateRefusal> issue(std::string_view appid, std::string_view secret,
                                                const base::IpAddress& client);

  // A gateway token, or an API key that is allowed in URLs. Besides the gate's refusals: reason
  // "token_expired", and "in_url": a right key that is not allowed there.
  std::expected<Caller, GateRefusal> admit(std::string_view access_token, const base::IpAddress& client,
                                           bool charge = true) const;

 private:
  std::expected<Caller, GateRefusal> identify(std::string_view access_token) const;

  const Gate& gate_;
  const GatewayTokens& tokens_;
  GuessLimit& guesses_;
  const base::Clock& clock_;
};

}  // namespace tenancy
