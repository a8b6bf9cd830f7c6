// Turns an answer into the bytes that go out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "http/message.hpp"

namespace http {

// The reason phrase of a status; "Unknown" for one that has none.
std::string_view reason(int status);

// Pure. A status of 200 to 599, header names that are tokens, no control characters in values, none of the
// headers that the server writes itself. Anything else would break the connection's framing.
bool is_sendable(const Response& response);

// What the server adds to a handler's answer.
struct Frame {
  std::string_view date = {};
  std::string_view request_id = {};
  std::string_view allow = {};     // no Allow header when empty
  bool retry_after = false;        // adds "Retry-After: 1" if the answer has none
  bool without_body = false;       // to HEAD: the length, not the bytes
  bool close = false;              // "Connection: close"
  bool keep_alive_header = false;  // HTTP/1.0 callers have to be told
};

// Appends the whole answer, header and body, in one piece.
void append_response(std::string& out, const Response& response, const Frame& frame);

// The Date header (RFC 9110, 5.6.7), made anew once a second.
class DateHeader {
 public:
  // Valid until the next call.
  std::string_view at(base::WallTime now);

 private:
  std::chrono::sys_seconds second_{};
  std::string text_;
};

}  // namespace http
