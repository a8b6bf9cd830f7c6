#include "base/address.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace base {
namespace {

using Bytes = std::array<unsigned char, 16>;

unsigned width(const IpAddress& address) { return address.is_v4() ? 32 : 128; }

Bytes address_bytes(const IpAddress& address) {
  Bytes bytes{};
  if (address.is_v4()) {
    const auto v4 = address.to_v4().to_bytes();
    std::copy(v4.begin(), v4.end(), bytes.begin());
  } else {
    bytes = address.to_v6().to_bytes();
  }
  return bytes;
}

// True when both agree in their first `prefix` bits.
bool same_prefix(const Bytes& a, const Bytes& b, unsigned prefix) {
  const unsigned whole = prefix / 8;
  if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
  if (prefix % 8 == 0) return true;
  const auto mask = static_cast<unsigned char>(0xff00U >> (prefix % 8));
  return ((a[whole] ^ b[whole]) & mask) == 0;
}

bool has_bits_beyond(const Bytes& bytes, unsigned prefix, unsigned width) {
  for (unsigned bit = prefix; bit < width; ++bit) {
    if (bytes[bit / 8] & (0x80U >> (bit % 8))) return true;
  }
  return false;
}

}  // namespace

std::string text_of(const IpAddress& address) {
  if (!address.is_v4()) return address.to_string();
  std::array<char, 16> text;
  char* end = text.data();
  for (const unsigned char byte : address.to_v4().to_bytes()) {
    if (end != text.data()) *end++ = '.';
    end = std::to_chars(end, text.data() + text.size(), byte).ptr;
  }
  return {text.data(), end};
}

IpAddress unmapped(const IpAddress& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
}

IpAddress origin_of(const IpAddress& address) {
  auto plain = unmapped(address);
  if (!plain.is_v6()) return plain;
  auto bytes = plain.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), 0);
  return boost::asio::ip::address_v6(bytes);
}

Result<IpAddress> parse_address(std::string_view text) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(std::string(text), error);
  const bool zoned = text.find('%') != std::string_view::npos;
  const bool longer = text.contains('\0');  // than what was read of it
  if (error || zoned || longer) return fail(Code::invalid_argument, "not an IP address");
  return unmapped(address);
}

Result<Cidr> Cidr::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return fail(Code::invalid_argument, "not an IP address or CIDR range");

  Cidr cidr;
  cidr.network_ = *address;
  cidr.prefix_ = width(*address);
  if (slash != std::string_view::npos) {
    const auto digits = text.substr(slash + 1);
    unsigned prefix = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size() ||
        prefix > cidr.prefix_) {
      return fail(Code::invalid_argument, "the prefix length of the CIDR range is wrong");
    }
    cidr.prefix_ = prefix;
  }
  if (has_bits_beyond(address_bytes(cidr.network_), cidr.prefix_, width(cidr.network_))) {
    return fail(Code::invalid_argument, "the CIDR range has address bits beyond its prefix");
  }
  return cidr;
}

bool Cidr::contains(const IpAddress& address) const {
  const auto plain = unmapped(address);
  if (plain.is_v4() != network_.is_v4()) return false;
  return same_prefix(address_bytes(network_), address_bytes(plain), prefix_);
}

std::string Cidr::text() const { return network_.to_string() + "/" + std::to_string(prefix_); }

bool contains(const std::vector<Cidr>& ranges, const IpAddress& address) {
  return std::ranges::any_of(ranges, [&](const Cidr& range) { return range.contains(address); });
}

}  // namespace base
