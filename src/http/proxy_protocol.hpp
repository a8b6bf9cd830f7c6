// The binary header (version 2) with which a proxy names the caller at the start of a connection.
// https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string_view>

#include "base/address.hpp"

namespace http {

inline constexpr std::size_t proxy_prefix_size = 16;
inline constexpr std::size_t max_proxy_rest = 1024;  // bytes after the prefix: addresses and extensions

struct ProxyPrefix {
  bool local = false;         // the proxy speaks for itself, as in a health check
  unsigned family = 0;        // 1: IPv4, 2: IPv6, else no address of a caller
  std::size_t rest_size = 0;  // bytes that follow the prefix
};

// Pure. The first proxy_prefix_size bytes; a constant text when they are not version 2 or say something that
// the specification does not allow, or more than max_proxy_rest bytes would follow.
std::expected<ProxyPrefix, std::string_view> parse_proxy_prefix(std::string_view bytes);

// Pure. The caller's address out of the rest; nothing for LOCAL and unknown families, where the connection's
// own peer counts; a constant text when the rest is too short for its family.
std::expected<std::optional<base::IpAddress>, std::string_view> parse_proxy_source(const ProxyPrefix& prefix,
                                                                                   std::string_view rest);

}  // namespace http
