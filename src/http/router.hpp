// Which handler answers which request. One table decides 404, 405 and the Allow header too.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/async.hpp"
#include "http/message.hpp"

namespace http {

// Answers one request. Runs on the event loop of the connection; must not block it.
using Handler = std::function<base::Awaitable<Response>(const Request&)>;

// A row of the table. `path` is literal but for segments of the form {name}, each of which stands for one
// segment that is not empty.
struct Route {
  Method method;
  std::string path;
  std::size_t body_limit;  // bytes; a larger body is refused with 413 before the handler runs
  Handler handle;
};

// Why the server answers a request itself instead of handing it to a handler.
enum class Failure {
  bad_request,         // 400, the connection closes
  not_found,           // 404
  method_not_allowed,  // 405, with Allow
  body_too_large,      // 413
  header_too_large,    // 431, the connection closes
  request_timeout,     // 408, the connection closes
  expectation_failed,  // 417: an Expect other than "100-continue"; the connection closes
  overloaded,          // 503 with Retry-After: too many connections, or draining
  internal,            // 500: a handler threw
};

struct FailedRequest {
  Failure failure;
  std::string_view detail;  // constant text that may be shown to the caller
  std::string_view path;    // empty when the request line was not understood
  std::string_view accept_language;
  std::string_view request_id;
};

// Puts a failure into the form that this listener's callers expect. The server adds Allow, Connection,
// Retry-After and X-Request-Id itself.
using FailureRenderer = std::function<Response(const FailedRequest&)>;

// Immutable once built, so several loops may share one.
class Router {
 public:
  // Throws std::invalid_argument for a table that cannot be meant: a path without '/' in front, a malformed
  // parameter, a verb and path that stand twice, no handler, no renderer.
  Router(std::vector<Route> routes, FailureRenderer render_failure);
  Router(const Router&) = delete;  // its indexes point into itself
  Router& operator=(const Router&) = delete;

  struct Match {
    const Route* route = nullptr;              // null: not found, or not allowed
    std::vector<std::string_view> parameters;  // point into the path
    std::string allow;                         // the verbs of the path when only the verb was wrong
  };
  // A literal path goes before one with parameters, these in the order of the table. HEAD is answered by the
  // GET route where there is no HEAD route. No method stands for a verb that no route
  // can have (OPTIONS, TRACE).
  Match match(std::optional<Method> method, std::string_view path) const;
  const FailureRenderer& render_failure() const { return render_failure_; }

 private:
  using Rows = std::vector<const Route*>;
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  std::vector<Route> routes_;
  std::unordered_map<std::string, Rows, Hash, std::equal_to<>> literals_;
  Rows patterns_;
  FailureRenderer render_failure_;
};

}  // namespace http
