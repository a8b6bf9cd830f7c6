#include <string>

#include <doctest/doctest.h>

#include "http/proxy_protocol.hpp"

namespace server_proxy_protocol_test {

using namespace std::string_literals;

const std::string signature = "\r\n\r\n\0\r\nQUIT\n"s;

std::string prefix(int command, int family, std::size_t rest) {
  return signature + static_cast<char>(command) + static_cast<char>(family) + static_cast<char>(rest >> 8) +
         static_cast<char>(rest & 0xff);
}

const std::string ipv4_rest =
    "\xcb\x00\x71\x07\x7f\x00\x00\x01\x12\x34\x01\xbb"s;  // 203.0.113.7 -> 127.0.0.1

TEST_CASE("the prefix of a PROXY header") {
  const auto tcp4 = http::parse_proxy_prefix(prefix(0x21, 0x11, 12));
  REQUIRE(tcp4.has_value());
  CHECK_FALSE(tcp4->local);
  CHECK(tcp4->family == 1);
  CHECK(tcp4->rest_size == 12);

  CHECK(http::parse_proxy_prefix(prefix(0x20, 0x00, 0))->local);
  CHECK(http::parse_proxy_prefix(prefix(0x21, 0x21, 36))->family == 2);
  CHECK(http::parse_proxy_prefix(prefix(0x21, 0x31, 216))->family == 3);
  CHECK(http::parse_proxy_prefix(prefix(0x21, 0x12, 12))->family == 0);  // a datagram
  CHECK(http::parse_proxy_prefix(prefix(0x21, 0x11, http::max_proxy_rest)).has_value());

  CHECK_FALSE(http::parse_proxy_prefix(prefix(0x21, 0x11, http::max_proxy_rest + 1)).has_value());
  CHECK_FALSE(http::parse_proxy_prefix(prefix(0x11, 0x11, 12)).has_value());  // version 1
  CHECK_FALSE(http::parse_proxy_prefix(prefix(0x31, 0x11, 12)).has_value());
  CHECK_FALSE(http::parse_proxy_prefix(prefix(0x22, 0x11, 12)).has_value());  // no such command
  CHECK_FALSE(http::parse_proxy_prefix(prefix(0x21, 0x41, 12)).has_value());
  CHECK_FALSE(http::parse_proxy_prefix(prefix(0x21, 0x13, 12)).has_value());
  CHECK_FALSE(http::parse_proxy_prefix("PROXY TCP4 1.2.3").has_value());
  CHECK_FALSE(http::parse_proxy_prefix(prefix(0x21, 0x11, 12).substr(0, 15)).has_value());
  CHECK_FALSE(http::parse_proxy_prefix("").has_value());
}

TEST_CASE("each byte of the signature counts") {
  for (std::size_t i = 0; i < signature.size(); ++i) {
    auto bytes = prefix(0x21, 0x11, 12);
    bytes[i] = static_cast<char>(bytes[i] ^ 1);
    CHECK_FALSE(http::parse_proxy_prefix(bytes).has_value());
  }
}

TEST_CASE("the caller that a PROXY header names") {
  const auto v4 = http::parse_proxy_source({.local = false, .family = 1, .rest_size = 12}, ipv4_rest);
  REQUIRE(v4.has_value());
  CHECK(v4->value().to_string() == "203.0.113.7");
  CHECK(http::parse_proxy_source({.local = false, .family = 1, .rest_size = 20}, ipv4_rest + "\x04\0\5hello"s)
            ->value()
            .to_string() == "203.0.113.7");

  const std::string v6 = "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x07" + std::string(20, '\0');
  CHECK(http::parse_proxy_source({.local = false, .family = 2, .rest_size = 36}, v6)->value().to_string() ==
        "2001:db8::7");
  const std::string mapped = std::string(10, '\0') + "\xff\xff\x01\x02\x03\x04" + std::string(20, '\0');
  CHECK(
      http::parse_proxy_source({.local = false, .family = 2, .rest_size = 36}, mapped)->value().to_string() ==
      "1.2.3.4");

  CHECK_FALSE(http::parse_proxy_source({.local = false, .family = 1, .rest_size = 11}, ipv4_rest.substr(1)));
  CHECK_FALSE(http::parse_proxy_source({.local = false, .family = 2, .rest_size = 12}, ipv4_rest));

  const auto nobody = [](const http::ProxyPrefix& prefix) {
    const auto source = http::parse_proxy_source(prefix, ipv4_rest);
    return source && !source->has_value();
  };
  CHECK(nobody({.local = true, .family = 1, .rest_size = 12}));
  CHECK(nobody({.local = false, .family = 0, .rest_size = 12}));
  CHECK(nobody({.local = false, .family = 3, .rest_size = 12}));
}

}  // namespace server_proxy_protocol_test
