// IP addresses and CIDR ranges, for allow-lists and trusted proxies.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "base/error.hpp"

namespace base {

// An IPv4-mapped IPv6 address (::ffff:1.2.3.4) becomes the IPv4 address it stands for.
using IpAddress = boost::asio::ip::address;
IpAddress unmapped(const IpAddress& address);
// Its usual text form, as the address's own to_string() at a fraction of the cost for IPv4.
std::string text_of(const IpAddress& address);
// Whom limits take it for: an IPv4 address, or the first 64 bits of an IPv6 one, of which a client has all.
IpAddress origin_of(const IpAddress& address);
// Reads one address without a zone or port; Code::invalid_argument otherwise.
Result<IpAddress> parse_address(std::string_view text);

// A range of addresses, "10.0.0.0/8", "2001:db8::/32", or one address.
class Cidr {
 public:
  // Code::invalid_argument for anything else, also when bits beyond the prefix are set.
  static Result<Cidr> parse(std::string_view text);

  bool contains(const IpAddress& address) const;
  std::string text() const;

 private:
  IpAddress network_;
  unsigned prefix_ = 0;
};

// An empty list contains nothing.
bool contains(const std::vector<Cidr>& ranges, const IpAddress& address);

}  // namespace base
