// Which well-parsed requests are accepted at all: stricter than the parser, so that no proxy in front of us
// can see a request where we see two, or another length than we do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "http/router.hpp"

namespace http {

struct RequestLine {
  std::string_view method;
  std::string_view target;
  unsigned minor = 1;  // of HTTP/1.x, 0 or 1
};

// What the header says about the message and the connection.
struct Framing {
  std::optional<Method> method;  // nothing: OPTIONS or TRACE, which no route has
  bool chunked = false;
  std::uint64_t content_length = 0;  // 0 when chunked
  bool expects_continue = false;
  bool keep_alive = true;
  bool http_1_0 = false;

  bool has_body() const { return chunked || content_length > 0; }
};

struct Refusal {
  Failure failure;
  std::string_view detail;  // constant text
};

inline constexpr std::size_t max_header_lines = 100;

// Pure. Refuses: verbs that RFC 9110 does not know and CONNECT; targets that are not in origin-form or hold
// bytes outside 0x21..0x7e or a '#'; other than one Host on 1.1, more than one on 1.0, or one that is no
// host; a Transfer-Encoding that is not exactly "chunked", stands twice, beside a Content-Length or on 1.0; a
// Content-Length that stands twice or is no plain decimal; any Expect on 1.1 but "100-continue"; more than
// max_header_lines headers.
std::expected<Framing, Refusal> check(const RequestLine& line, const std::vector<Header>& headers);

}  // namespace http
