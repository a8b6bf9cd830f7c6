#include "http/request_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "http/header_text.hpp"

namespace http {
namespace {

constexpr std::array<std::string_view, 5> own_headers = {"Host", "Content-Type", "Content-Length",
                                                         "Transfer-Encoding", "Connection"};

bool is_target(std::string_view text) {
  return text.starts_with('/') && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

bool is_own(std::string_view header) {
  return std::ranges::any_of(
      own_headers, [header](std::string_view own) { return base::equals_ignoring_case(own, header); });
}

// An upper bound.
std::size_t request_size(const OutgoingRequest& request, std::string_view target_prefix,
                         std::string_view host_header) {
  constexpr std::size_t own_words = 128;  // verb, version, the names of our headers, a length
  std::size_t size = own_words + target_prefix.size() + request.target.size() + host_header.size() +
                     request.content_type.size() + request.body.size();
  for (const auto& [header, value] : request.headers) {
    size += header.size() + value.size() + 4;
  }
  return size;
}

void append_length(std::string& out, std::size_t length) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, length).ptr;
  append_header(out, "Content-Length", {digits, static_cast<std::size_t>(end - digits)});
}

}  // namespace

std::string_view problem_of(const OutgoingRequest& request) {
  if (!is_target(request.target)) return "the target is not an absolute path of visible ASCII";
  if (base::has_control(request.content_type)) return "the content type holds control characters";
  for (const auto& [header, value] : request.headers) {
    if (!is_token(header)) return "a header name is no token";
    if (base::has_control(value)) return "a header value holds control characters";
    if (is_own(header)) return "a header stands that the client writes itself";
  }
  return {};
}

void append_request(std::string& out, const OutgoingRequest& request, std::string_view target_prefix,
                    std::string_view host_header) {
  // A request holds tokens: outgrown memory would keep copies of them that nobody overwrites.
  out.reserve(out.size() + request_size(request, target_prefix, host_header));
  out.append(to_text(request.method)).append(1, ' ').append(target_prefix).append(request.target);
  out.append(" HTTP/1.1\r\n");
  append_header(out, "Host", host_header);
  const bool may_lack_body = request.method == Method::get || request.method == Method::head;
  if (!request.body.empty() || !may_lack_body) {
    if (!request.content_type.empty()) append_header(out, "Content-Type", request.content_type);
    append_length(out, request.body.size());
  }
  for (const auto& [header, value] : request.headers) {
    append_header(out, header, value);
  }
  out.append("\r\n").append(request.body);
}

void append_connect(std::string& out, std::string_view authority) {
  out.append("CONNECT ").append(authority).append(" HTTP/1.1\r\n");
  append_header(out, "Host", authority);
  out.append("\r\n");
}

}  // namespace http
