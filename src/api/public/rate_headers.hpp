// RateLimit-Limit, -Remaining and -Reset, as in the IETF draft's three-header form.
#pragma once

#include "http/message.hpp"
#include "tenancy/rate_limit.hpp"

namespace api {

// Queries that a full bucket holds, that are left, and whole seconds until the bucket is full again.
void add_rate_headers(http::Response& response, int limit, const tenancy::RateLimit::Verdict& rate);

}  // namespace api
