#include "http/forwarded.hpp"

#include <optional>
#include <ranges>

#include "base/text.hpp"

namespace http {
namespace {

bool is_port(std::string_view text) {
  const auto port = base::parse_uint64(text);
  return port && *port <= 65535;
}

// "1.2.3.4", "1.2.3.4:80", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:80", "[::ffff:1.2.3.4]"
std::optional<base::IpAddress> parse_hop(std::string_view hop) {
  hop = base::trimmed(hop);
  if (hop.starts_with('[')) {
    const auto end = hop.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const auto rest = hop.substr(end + 1);
    if (!rest.empty() && !(rest.front() == ':' && is_port(rest.substr(1)))) return std::nullopt;
    const auto inner = hop.substr(1, end - 1);
    if (!inner.contains(':')) return std::nullopt;
    const auto address = base::parse_address(inner);
    return address ? std::optional(*address) : std::nullopt;
  }
  const auto colon = hop.find(':');
  const bool one_colon =
      colon != std::string_view::npos && hop.find(':', colon + 1) == std::string_view::npos;
  if (one_colon) {
    if (!is_port(hop.substr(colon + 1))) return std::nullopt;
    hop = hop.substr(0, colon);
  }
  const auto address = base::parse_address(hop);
  return address ? std::optional(*address) : std::nullopt;
}

}  // namespace

base::IpAddress client_address(const base::IpAddress& peer, const std::vector<Header>& headers,
                               const std::vector<base::Cidr>& trusted) {
  base::IpAddress known = peer;
  if (!base::contains(trusted, known)) return known;

  std::size_t hops = 0;
  for (const Header& header : std::views::reverse(headers)) {
    if (!base::equals_ignoring_case(header.name, "x-forwarded-for")) continue;
    auto rest = header.value;
    for (bool more = true; more;) {
      const auto comma = rest.rfind(',');
      more = comma != std::string_view::npos;
      const auto hop = parse_hop(more ? rest.substr(comma + 1) : rest);
      rest = rest.substr(0, more ? comma : 0);
      if (!hop || ++hops > max_forwarded_hops) return known;
      known = *hop;
      if (!base::contains(trusted, known)) return known;
    }
  }
  return known;
}

}  // namespace http
