// Tokens from the provider's own token centre in place of WeChat.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/secret.hpp"
#include "http/client.hpp"
#include "http/url.hpp"
#include "tokens/external_answer.hpp"
#include "tokens/merchant_renewal.hpp"
#include "tokens/token_calls.hpp"

namespace tokens {

// What stands in the place of a refresh token where the token centre keeps the real one. WeChat would call it
// void, and so it is repaired when this gateway begins to refresh by itself.
inline constexpr std::string_view external_refresh = "external";

// POSTs to one URL, with the secret as bearer token. Lives on its client's loop.
class ExternalTokens {
 public:
  // `client` must outlive it.
  ExternalTokens(http::Url url, base::Secret secret, http::Client& client)
      : url_(std::move(url)), secret_(std::move(secret)), client_(client) {}

  base::Awaitable<TokenAnswer> token(ExternalAsk ask, base::Deadline deadline);

 private:
  const http::Url url_;
  const base::Secret secret_;
  http::Client& client_;
};

// The platform's component_access_token from there, kept in memory while it lives. Lives on the control loop.
class ExternalComponentTokens final : public ComponentTokens {
 public:
  ExternalComponentTokens(ExternalTokens& source, std::string component_appid, const base::Clock& clock)
      : source_(source), appid_(std::move(component_appid)), clock_(clock) {}

  base::Awaitable<base::Result<Token>> component_token(base::Deadline deadline) override;
  base::Awaitable<base::Result<Token>> renew_component_token(std::int64_t refused_generation,
                                                             base::Deadline deadline) override;

 private:
  base::Awaitable<base::Result<Token>> ask(Reason reason, base::Deadline deadline);

  ExternalTokens& source_;
  const std::string appid_;
  const base::Clock& clock_;
  Token token_{};  // generation 0: none yet
};

// For what WeChat's token calls are needed otherwise: the token centre keeps every refresh token.
class ExternalTokenCalls final : public TokenCalls {
 public:
  base::Awaitable<TokenAnswer> authorizer_token(const base::Secret& component_token,
                                                std::string_view authorizer_appid,
                                                const base::Secret& refresh,
                                                base::Deadline deadline) override;
  base::Awaitable<RefreshAnswer> refresh_token(const base::Secret& component_token,
                                               std::string_view authorizer_appid,
                                               base::Deadline deadline) override;
  base::Awaitable<PageAnswer> refresh_tokens(const base::Secret& component_token, std::uint64_t offset,
                                             base::Deadline deadline) override;
};

// A merchant's token as it is renewed from there: lease, generations and the rest as ever.
class ExternalRenewal final : public MerchantRenewal {
 public:
  ExternalRenewal(int merchant, std::string appid, RenewalShop shop, ExternalTokens& source);

  void begin(Reason reason) override { reason_ = reason; }
  base::Awaitable<base::Result<>> prepare(base::Deadline deadline) override;
  base::Awaitable<TokenAnswer> ask(const base::Secret& secret, base::Deadline deadline) override;

 private:
  ExternalTokens& source_;
  Reason reason_ = Reason::missing;
};

}  // namespace tokens
