// GET /v1/me: the merchant's own state, without spending a query.
#pragma once

#include <optional>

#include "base/clock.hpp"
#include "http/message.hpp"
#include "tenancy/gate.hpp"
#include "tokens/token.hpp"

namespace api {

http::Response render_me(const tenancy::Caller& caller, const std::optional<tokens::TokenState>& token,
                         base::WallTime now);

}  // namespace api
