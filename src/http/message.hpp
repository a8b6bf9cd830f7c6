// One HTTP request and its answer, as the endpoints see them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/address.hpp"
#include "base/clock.hpp"

namespace http {

class Takeover;  // http/takeover.hpp

enum class Method { get, head, post, put, patch, del };

std::string_view to_text(Method method);

struct Header {
  std::string_view name;
  std::string_view value;
};

// A complete, well-formed request. Every view points into the connection's buffers and is valid until the
// answer was given back; no handler keeps one longer.
struct Request {
  Method method = Method::get;
  std::string_view target;  // as sent: path and query string
  std::string_view path;    // before the first '?', not decoded
  std::string_view query;   // after it, not decoded; never logged
  std::vector<Header> headers;
  std::string_view body;
  std::vector<std::string_view> parameters;  // what stands for each {…} of the route, not decoded
  base::IpAddress client;                    // behind trusted proxies: the caller itself (design, section 4)
  bool secure = false;                       // came over TLS
  bool http10 = false;                       // asked in HTTP/1.0, otherwise 1.1
  std::string id;                            // the X-Request-Id of the answer, always ours
  base::SteadyTime received;                 // when its header was complete
  base::WallTime received_wall;

  // The value of the first header of that name, in any case; empty when there is none.
  std::string_view header(std::string_view name) const;
  std::size_t count(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type;  // no Content-Type header when empty
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string_view code;  // a constant: the reason of a refusal, for metrics; empty when there is none
  bool close = false;     // close the connection after this answer
  std::shared_ptr<Takeover> takeover;  // set: it writes the answer, and the rest above is not sent
};

// What stands for the n-th {…} of the route, percent-decoded; nothing when it cannot be decoded.
std::optional<std::string> path_parameter(const Request& request, std::size_t n);
// The decoded value of one parameter of a query string (percent-decoded, '+' is a blank): nothing when it is
// absent, stands more than once or cannot be decoded.
std::optional<std::string> query_parameter(std::string_view query, std::string_view name);
// How often it stands there, whatever its values.
std::size_t count_query_parameters(std::string_view query, std::string_view name);

}  // namespace http
