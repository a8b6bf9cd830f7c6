#include "http/check.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace http {
namespace {

using base::equals_ignoring_case;

std::unexpected<Refusal> refuse(std::string_view detail, Failure failure = Failure::bad_request) {
  return std::unexpected(Refusal{failure, detail});
}

// Sets the method; false for a verb that is refused.
bool read_method(std::string_view verb, std::optional<Method>& method) {
  if (verb == "GET") return method = Method::get, true;
  if (verb == "POST") return method = Method::post, true;
  if (verb == "HEAD") return method = Method::head, true;
  if (verb == "PUT") return method = Method::put, true;
  if (verb == "PATCH") return method = Method::patch, true;
  if (verb == "DELETE") return method = Method::del, true;
  method.reset();
  return verb == "OPTIONS" || verb == "TRACE";
}

bool is_origin_form(std::string_view target) {
  return target.starts_with('/') &&
         std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

// The bytes that can stand in "name", "1.2.3.4", "[::1]", each with a port.
bool is_host(std::string_view value) {
  return !value.empty() && std::ranges::all_of(value, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~%:[]!$&'()*+,;=").contains(c);
  });
}

bool is_decimal(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// What the headers that matter say, each as often as it stands.
struct Seen {
  std::size_t host = 0;
  std::size_t content_length = 0;
  std::size_t transfer_encoding = 0;
  std::string_view host_value;
  std::string_view content_length_value;
  std::string_view transfer_encoding_value;
  bool close = false;
  bool keep_alive = false;
  bool expects_continue = false;
  bool expects_other = false;
};

void see_connection(std::string_view value, Seen& seen) {
  while (!value.empty()) {
    const auto comma = value.find(',');
    const auto token = base::trimmed(value.substr(0, comma));
    if (equals_ignoring_case(token, "close")) seen.close = true;
    if (equals_ignoring_case(token, "keep-alive")) seen.keep_alive = true;
    value = comma == std::string_view::npos ? std::string_view() : value.substr(comma + 1);
  }
}

void see_expect(std::string_view value, Seen& seen) {
  (equals_ignoring_case(value, "100-continue") ? seen.expects_continue : seen.expects_other) = true;
}

// Most headers are none of these: their length alone tells.
void see(const Header& header, Seen& seen) {
  switch (header.name.size()) {
    case 4:
      if (!equals_ignoring_case(header.name, "host")) return;
      ++seen.host;
      seen.host_value = header.value;
      return;
    case 6:
      if (equals_ignoring_case(header.name, "expect")) see_expect(header.value, seen);
      return;
    case 10:
      if (equals_ignoring_case(header.name, "connection")) see_connection(header.value, seen);
      return;
    case 14:
      if (!equals_ignoring_case(header.name, "content-length")) return;
      ++seen.content_length;
      seen.content_length_value = header.value;
      return;
    case 17:
      if (!equals_ignoring_case(header.name, "transfer-encoding")) return;
      ++seen.transfer_encoding;
      seen.transfer_encoding_value = header.value;
      return;
    default:
      return;
  }
}

// Where the message ends: the heart of every smuggled request.
std::expected<void, Refusal> read_length(const Seen& seen, Framing& framing) {
  if (seen.transfer_encoding > 0) {
    if (framing.http_1_0) return refuse("Transfer-Encoding on HTTP/1.0");
    if (seen.content_length > 0) return refuse("both Transfer-Encoding and Content-Length");
    if (seen.transfer_encoding > 1) return refuse("more than one Transfer-Encoding header");
    if (!equals_ignoring_case(seen.transfer_encoding_value, "chunked")) {
      return refuse("a Transfer-Encoding other than chunked");
    }
    framing.chunked = true;
    return {};
  }
  if (seen.content_length == 0) return {};
  if (seen.content_length > 1) return refuse("more than one Content-Length header");
  const auto length = base::parse_uint64(seen.content_length_value);
  if (!length || !is_decimal(seen.content_length_value))
    return refuse("Content-Length is not a decimal number");
  framing.content_length = *length;
  return {};
}

}  // namespace

std::expected<Framing, Refusal> check(const RequestLine& line, const std::vector<Header>& headers) {
  Framing framing;
  framing.http_1_0 = line.minor == 0;
  if (!read_method(line.method, framing.method)) return refuse("the verb is not known here");
  if (!is_origin_form(line.target)) return refuse("the request target is not a path");
  if (headers.size() > max_header_lines) return refuse("too many header lines", Failure::header_too_large);

  Seen seen;
  for (const Header& header : headers) {
    see(header, seen);
  }
  if (seen.host > 1) return refuse("more than one Host header");
  if (seen.host == 0 && !framing.http_1_0) return refuse("no Host header");
  if (seen.host == 1 && !is_host(seen.host_value)) return refuse("the Host header is not a host");
  if (const auto length = read_length(seen, framing); !length) return std::unexpected(length.error());

  // HTTP/1.0 has no expectations: what stands there is to be ignored (RFC 9110, 10.1.1).
  if (seen.expects_other && !framing.http_1_0) {
    return refuse("an expectation other than 100-continue", Failure::expectation_failed);
  }
  framing.expects_continue = seen.expects_continue && !framing.http_1_0;
  framing.keep_alive = !seen.close && (!framing.http_1_0 || seen.keep_alive);
  return framing;
}

}  // namespace http
