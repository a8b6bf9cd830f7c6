#include "http/origin.hpp"

#include <algorithm>
#include <optional>

#include "base/address.hpp"
#include "base/text.hpp"

namespace http {
namespace {

constexpr std::size_t longest_name = 253;  // RFC 1035, without the final dot

std::unexpected<base::Error> refuse_origin(std::string detail) {
  return base::fail(base::Code::invalid_argument, std::move(detail));
}

// Takes "http://" or "https://", in any case, off the front: true for https, nothing when neither is there.
std::optional<bool> take_scheme(std::string_view& url) {
  constexpr std::string_view plain = "http://";
  constexpr std::string_view secure = "https://";
  for (const auto scheme : {plain, secure}) {
    if (!base::equals_ignoring_case(url.substr(0, scheme.size()), scheme)) continue;
    url.remove_prefix(scheme.size());
    return scheme == secure;
  }
  return std::nullopt;
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool is_name(std::string_view host) {
  return !host.empty() && host.size() <= longest_name && host.front() != '.' &&
         host.find("..") == std::string_view::npos && std::ranges::all_of(host, is_host_character);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// Splits "[::1]:8080" or "name:8080" into host and what stands after it.
struct Split {
  std::string_view host;
  std::string_view rest;
  bool bracketed = false;
};

std::optional<Split> split(std::string_view authority) {
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    return Split{authority.substr(1, end - 1), authority.substr(end + 1), true};
  }
  const auto colon = authority.find(':');
  if (colon == std::string_view::npos) return Split{authority, {}, false};
  return Split{authority.substr(0, colon), authority.substr(colon), false};
}

std::string bracketed(const std::string& host) { return host.contains(':') ? "[" + host + "]" : host; }

}  // namespace

base::Result<Origin> Origin::parse(std::string_view url) {
  const auto scheme = take_scheme(url);
  if (!scheme) return refuse_origin("the address must begin with http:// or https://");
  if (url.find_first_of("/?#@\\") != std::string_view::npos) {
    return refuse_origin("the address must be scheme, host and port only, without path, query or user");
  }
  const auto parts = split(url);
  if (!parts) return refuse_origin("the host of the address is wrong");

  Origin origin;
  origin.tls = *scheme;
  origin.port = *scheme ? 443 : 80;
  origin.host = lower(parts->host);
  const auto address = base::parse_address(origin.host);
  const bool right = parts->bracketed ? address && origin.host.contains(':') : is_name(origin.host);
  if (!right) return refuse_origin("the host of the address is wrong");

  if (!parts->rest.empty()) {
    const auto port = base::parse_uint64(parts->rest.substr(1));
    if (parts->rest.front() != ':' || !port || *port == 0 || *port > 65535) {
      return refuse_origin("the port of the address is wrong");
    }
    origin.port = static_cast<std::uint16_t>(*port);
  }
  return origin;
}

std::string Origin::host_header() const { return port == (tls ? 443 : 80) ? bracketed(host) : authority(); }

std::string Origin::authority() const { return bracketed(host) + ":" + std::to_string(port); }

}  // namespace http
