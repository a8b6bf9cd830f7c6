// The cookie by which a browser that comes back from WeChat is known to be the one that went there.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace api {

// The value of Set-Cookie. Its name is of the state, so that one browser may begin more than once.
std::string browser_cookie(std::string_view state, std::string_view mark, std::chrono::seconds life,
                           bool secure);
// What the request's cookie for this state says; empty when there is none. A view into the request.
std::string_view browser_mark_of(const http::Request& request, std::string_view state);

}  // namespace api
