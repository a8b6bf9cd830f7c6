// What the log keeps of a public request, whichever dialect it came in.
#pragma once

#include "audit/record.hpp"
#include "http/message.hpp"
#include "tenancy/directory.hpp"

namespace api {

// Everything that is known before the body was read.
audit::QueryHead query_head(const http::Request& request, const tenancy::KeyEntry& entry,
                            const tenancy::Merchant& merchant, audit::Dialect dialect);

}  // namespace api
