#include "http/proxy_protocol.hpp"

#include <algorithm>

namespace http {
namespace {

constexpr std::string_view signature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t ipv4_size = 12;  // two addresses, two ports
constexpr std::size_t ipv6_size = 36;

unsigned byte_at(std::string_view bytes, std::size_t i) { return static_cast<unsigned char>(bytes[i]); }

template <class Address>
base::IpAddress address_from(std::string_view bytes) {
  typename Address::bytes_type raw;
  std::copy_n(bytes.begin(), raw.size(), raw.begin());
  return base::unmapped(Address(raw));
}

}  // namespace

std::expected<ProxyPrefix, std::string_view> parse_proxy_prefix(std::string_view bytes) {
  if (bytes.size() != proxy_prefix_size || !bytes.starts_with(signature)) {
    return std::unexpected("no PROXY version 2 signature");
  }
  const unsigned version = byte_at(bytes, 12) >> 4;
  const unsigned command = byte_at(bytes, 12) & 15;
  const unsigned family = byte_at(bytes, 13) >> 4;
  const unsigned transport = byte_at(bytes, 13) & 15;
  if (version != 2) return std::unexpected("not version 2 of the PROXY protocol");
  if (command > 1) return std::unexpected("unknown PROXY command");
  if (family > 3 || transport > 2) return std::unexpected("unknown PROXY address family");

  ProxyPrefix prefix;
  prefix.local = command == 0;
  prefix.family = transport == 1 ? family : 0;  // what came over anything but a stream names no TCP caller
  prefix.rest_size = byte_at(bytes, 14) << 8 | byte_at(bytes, 15);
  if (prefix.rest_size > max_proxy_rest) return std::unexpected("the PROXY header is too long");
  return prefix;
}

std::expected<std::optional<base::IpAddress>, std::string_view> parse_proxy_source(const ProxyPrefix& prefix,
                                                                                   std::string_view rest) {
  if (prefix.local) return std::nullopt;
  const std::size_t needed = prefix.family == 1 ? ipv4_size : prefix.family == 2 ? ipv6_size : 0;
  if (rest.size() < needed) return std::unexpected("the PROXY header is too short for its addresses");
  switch (prefix.family) {
    case 1:
      return address_from<boost::asio::ip::address_v4>(rest);
    case 2:
      return address_from<boost::asio::ip::address_v6>(rest);
    default:
      return std::nullopt;
  }
}

}  // namespace http
