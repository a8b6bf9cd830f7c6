// The native dialect: POST /v1/codeactivequery and GET /v1/me (design, section 5.4).
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include "api/language.hpp"
#include "api/public/key_refusals.hpp"
#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "http/router.hpp"
#include "query/refusal_tally.hpp"
#include "query/service.hpp"
#include "tenancy/gate.hpp"
#include "tokens/token.hpp"

namespace api {

struct NativeOptions {
  std::chrono::milliseconds timeout{5'000};  // of a query whose caller names none
};

// What is known about a merchant's token; nothing when there is none.
using TokenStates = std::function<std::optional<tokens::TokenState>(int merchant)>;

// One for each event loop; its routes must not outlive it, and what it refers to must outlive both.
class NativeApi {
 public:
  NativeApi(NativeOptions options, const tenancy::Gate& gate, query::Service& service,
            query::RefusalTally& tally, TokenStates token_states, const base::Clock& clock,
            base::Metrics& metrics);

  std::vector<http::Route> routes();
  // For requests from now on. On the loop.
  void set_options(NativeOptions options) { options_ = options; }

 private:
  base::Awaitable<http::Response> ask(const http::Request& request);
  base::Awaitable<http::Response> me(const http::Request& request);
  std::expected<tenancy::Caller, tenancy::GateRefusal> admit(const http::Request& request, bool charge);
  http::Response refused(const http::Request& request, const tenancy::GateRefusal& refusal);

  NativeOptions options_;
  const tenancy::Gate& gate_;
  query::Service& service_;
  KeyRefusals refusals_;
  TokenStates token_states_;
  const base::Clock& clock_;
};

// What the server refuses by itself, as problem details.
http::Response render_native_failure(const http::FailedRequest& failed);

}  // namespace api
