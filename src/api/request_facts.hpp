// What the headers of a public request say, read strictly.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "http/message.hpp"

namespace api {

// The credentials of "Authorization: Bearer …"; nothing without exactly one such header.
std::optional<std::string_view> bearer_token(const http::Request& request);

// X-Timeout-Ms, or `otherwise` without the header. Code::request_malformed unless it is a decimal of 100 to
// 15000.
base::Result<std::chrono::milliseconds> wanted_timeout(const http::Request& request,
                                                       std::chrono::milliseconds otherwise);

// X-Request-Id as the client sent it: 1 to 128 printable ASCII characters that hold no API key, else empty.
std::string client_request_id(const http::Request& request);

// The trace id of a valid traceparent header (W3C Trace Context, version 00 or one that extends it), else
// empty.
std::string trace_id(const http::Request& request);

}  // namespace api
