// The calls to WeChat that refresh a merchant's token or find its refresh token, as this room needs them.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/secret.hpp"
#include "tokens/renewal.hpp"

namespace tokens {

// A refresh token as WeChat tells it; empty when it tells none.
using RefreshAnswer = std::expected<base::Secret, Refusal>;

struct ListedMerchant {
  std::string appid;
  base::Secret refresh;  // may be empty
};
struct ListPage {
  std::uint64_t total = 0;  // on all pages
  std::vector<ListedMerchant> merchants;
};
using PageAnswer = std::expected<ListPage, Refusal>;

inline constexpr std::uint64_t longest_page = 500;

// Lives on the control loop. None of them retries.
class TokenCalls {
 public:
  virtual ~TokenCalls() = default;
  // api_authorizer_token.
  virtual base::Awaitable<TokenAnswer> authorizer_token(const base::Secret& component_token,
                                                        std::string_view authorizer_appid,
                                                        const base::Secret& refresh,
                                                        base::Deadline deadline) = 0;
  // api_get_authorizer_info.
  virtual base::Awaitable<RefreshAnswer> refresh_token(const base::Secret& component_token,
                                                       std::string_view authorizer_appid,
                                                       base::Deadline deadline) = 0;
  // api_get_authorizer_list; at most `longest_page` merchants from `offset` on.
  virtual base::Awaitable<PageAnswer> refresh_tokens(const base::Secret& component_token,
                                                     std::uint64_t offset, base::Deadline deadline) = 0;
};

// Where the component_access_token for such calls comes from. Lives on the control loop.
class ComponentTokens {
 public:
  virtual ~ComponentTokens() = default;
  virtual base::Awaitable<base::Result<Token>> component_token(base::Deadline deadline) = 0;
  // WeChat refused this generation: get a newer one.
  virtual base::Awaitable<base::Result<Token>> renew_component_token(std::int64_t refused_generation,
                                                                     base::Deadline deadline) = 0;
};

}  // namespace tokens
