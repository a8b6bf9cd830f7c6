// GET /v1/me: the merchant's own state, without spending a query.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "http/message.hpp"
#include "tenancy/gate.hpp"
#include "tokens/token.hpp"

namespace api {

// "good", "failing" (it works, but cannot be renewed at the moment), "expired", "missing",
// "needs_reauthorization".
std::string_view token_health(const std::optional<tokens::TokenState>& state, base::WallTime now);

http::Response render_me(const tenancy::Caller& caller, const std::optional<tokens::TokenState>& token,
                         base::WallTime now);

}  // namespace api
