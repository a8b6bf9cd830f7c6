// Finds the refresh token that WeChat takes when it refuses the stored one (design, promise 3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/secret.hpp"
#include "tokens/component_credential.hpp"
#include "tokens/merchant_list.hpp"
#include "tokens/refused_tokens.hpp"
#include "tokens/token_calls.hpp"

namespace tokens {

// What all repairs of a process share. Must outlive the loop's last coroutine.
struct RepairShop {
  TokenCalls& calls;
  MerchantList& list;
  RefusedTokens& refused;
  const base::Clock& clock;
  base::Metrics& metrics;
  base::Log& log;
};

// One repair, within the lease of the refresh that failed. Lives on the control loop.
class TokenRepair {
 public:
  TokenRepair(RepairShop shop, ComponentCredential& credential, std::string appid);

  // `refused` is the stored refresh token, `refusal` what WeChat said to it. New tokens, got with a refresh
  // token from api_get_authorizer_info or else the list. That same refusal only when both were read and
  // neither has a token that WeChat takes; another one when that could not be found out.
  base::Awaitable<TokenAnswer> run(const base::Secret& refused, Refusal refusal, base::Deadline deadline);

 private:
  enum class Source : std::uint8_t { info, recent_list, list };

  base::Awaitable<std::optional<TokenAnswer>> try_source(Source source, base::Deadline deadline);
  base::Awaitable<RefreshAnswer> told_by(Source source, base::Deadline deadline);
  base::Awaitable<RefreshAnswer> told_by_list(base::SteadyTime since, base::Deadline deadline);
  base::Awaitable<TokenAnswer> refresh(const base::Secret& refresh, base::Deadline deadline);
  bool tried(const base::Secret& refresh) const;
  TokenAnswer end(std::string_view result, TokenAnswer answer);

  const RepairShop shop_;
  ComponentCredential& credential_;
  const std::string appid_;
  const base::SteadyTime begun_;
  base::SteadyTime since_{};  // the first refusal: what was read later is evidence
  std::vector<base::Secret> tried_;
  std::optional<Refusal> unread_;  // the last source that could not be read
};

}  // namespace tokens
