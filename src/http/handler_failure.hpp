// The one log line of a handler that threw.
#pragma once

#include <exception>

namespace http {

struct Request;
struct Route;
struct ServerCore;

// Names the route, never the query string. What the exception says of itself is logged only where it is known
// to quote no input: a JSON or SQL library's message may hold a token.
void log_handler_failure(ServerCore& core, const Request& request, const Route* route,
                         std::exception_ptr thrown);

}  // namespace http
