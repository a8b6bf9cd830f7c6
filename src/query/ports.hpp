// What the query service needs of others, each as small as it gets.
#pragma once

#include <cstdint>
#include <memory>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "tenancy/merchant.hpp"
#include "tokens/token.hpp"
#include "weixin/api.hpp"
#include "weixin/selector.hpp"

namespace query {

using TokenResult = base::Result<std::shared_ptr<const tokens::Token>>;

// A merchant's access token. Failures: Code::token_unavailable (for now), Code::merchant_not_authorized,
// Code::merchant_needs_reauthorization (for good).
class TokenSource {
 public:
  virtual ~TokenSource() = default;
  // One with enough life left; waits only when there is none.
  virtual base::Awaitable<TokenResult> token(int merchant, base::Deadline deadline) = 0;
  // WeChat refused this generation: a newer one.
  virtual base::Awaitable<TokenResult> renew(int merchant, std::int64_t refused_generation,
                                             base::Deadline deadline) = 0;
};

class MerchantSource {
 public:
  virtual ~MerchantSource() = default;
  // The merchant after WeChat was asked about it anew, where that is allowed by now; else as it was.
  virtual base::Awaitable<std::shared_ptr<const tenancy::Merchant>> reread(
      std::shared_ptr<const tenancy::Merchant> merchant, base::Deadline deadline) = 0;
  // WeChat refused a query although the merchant was admitted: it is asked about it in the background, where
  // that is allowed.
  virtual void doubt(std::shared_ptr<const tenancy::Merchant> merchant) = 0;
};

// codeactivequery, one HTTP call, never repeated by itself (weixin::Api::codeactivequery).
class CodeActiveQuery {
 public:
  virtual ~CodeActiveQuery() = default;
  virtual base::Awaitable<weixin::CodeActiveCall> call(const base::Secret& token,
                                                       const weixin::Selector& selector,
                                                       base::Deadline deadline, bool fresh_connection) = 0;
};

class WeixinCodeActiveQuery final : public CodeActiveQuery {
 public:
  explicit WeixinCodeActiveQuery(weixin::Api& api) : api_(api) {}
  base::Awaitable<weixin::CodeActiveCall> call(const base::Secret& token, const weixin::Selector& selector,
                                               base::Deadline deadline, bool fresh_connection) override {
    return api_.codeactivequery(token, selector, deadline, fresh_connection);
  }

 private:
  weixin::Api& api_;
};

}  // namespace query
