// Where requests go: scheme, host and port of one server.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace http {

struct Origin {
  bool tls = true;
  std::string host;  // a name or an address; sent as Host and SNI, verified against the certificate
  std::uint16_t port = 443;

  // "https://api.weixin.qq.com" or "http://127.0.0.1:8080", also "http://[::1]:8080". Names become lower
  // case. Code::invalid_argument for anything else: a path (also "/"), a query or a user part is refused.
  static base::Result<Origin> parse(std::string_view url);
  std::string host_header() const;  // without the scheme's default port
  std::string authority() const;    // always with the port, as CONNECT wants it

  bool operator==(const Origin&) const = default;
};

}  // namespace http
