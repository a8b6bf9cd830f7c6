// The compatible dialect: what an SDK that takes this host for api.weixin.qq.com asks (design, section 5.4).
#pragma once

#include <chrono>
#include <expected>
#include <string_view>
#include <vector>

#include "api/language.hpp"
#include "api/public/compatible_refusal.hpp"
#include "api/public/grant_request.hpp"
#include "api/public/key_refusals.hpp"
#include "base/async.hpp"
#include "base/metrics.hpp"
#include "http/router.hpp"
#include "query/service.hpp"
#include "tenancy/token_desk.hpp"

namespace api {

struct CompatibleOptions {
  std::chrono::milliseconds timeout{5'000};  // of a query
};

// One for each event loop; its routes must not outlive it, and what it refers to must outlive both.
class CompatibleApi {
 public:
  CompatibleApi(CompatibleOptions options, tenancy::TokenDesk& desk, query::Service& service,
                query::RefusalTally& tally, base::Metrics& metrics);

  std::vector<http::Route> routes();
  // For requests from now on. On the loop.
  void set_options(CompatibleOptions options) { options_ = options; }

 private:
  base::Awaitable<http::Response> ask(const http::Request& request);
  base::Awaitable<http::Response> token(const http::Request& request);
  base::Awaitable<http::Response> stable_token(const http::Request& request);

  http::Response issue(const http::Request& request, const std::expected<GrantRequest, Situation>& wanted);
  http::Response refused(const http::Request& request, const tenancy::GateRefusal& refusal,
                         const CompatibleRefusal& told);

  CompatibleOptions options_;
  tenancy::TokenDesk& desk_;
  query::Service& service_;
  KeyRefusals refusals_;
  base::Counter issued_;
};

}  // namespace api
