// Who the caller is. First byte: 'P', what follows is a PROXY header; else which peer the lines of
// X-Forwarded-For came from.
#include <arpa/inet.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "expect.hpp"
#include "http/forwarded.hpp"
#include "http/proxy_protocol.hpp"
#include "target.hpp"

namespace {

using fuzz::expect;

// The reference speaks of addresses as text, in the one form that inet_ntop has for each.
std::optional<std::string> canonical(std::string text) {
  unsigned char bytes[16];
  char out[INET6_ADDRSTRLEN];
  if (::inet_pton(AF_INET, text.c_str(), bytes) == 1) return ::inet_ntop(AF_INET, bytes, out, sizeof out);
  if (::inet_pton(AF_INET6, text.c_str(), bytes) != 1) return std::nullopt;
  constexpr unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(std::begin(mapped), std::end(mapped), bytes)) {
    return ::inet_ntop(AF_INET, bytes + 12, out, sizeof out);
  }
  return ::inet_ntop(AF_INET6, bytes, out, sizeof out);
}

bool is_trusted(const std::string& address) {
  const auto colon = address.find(':');
  return colon == std::string::npos ? address.starts_with("10.") : colon == 4 && address.starts_with("fd");
}

bool is_port(const std::string& text) {
  const bool digits_only = text.find_first_not_of("0123456789") == std::string::npos;
  if (text.empty() || text.size() > 20 || !digits_only) return false;
  const auto first = std::min(text.find_first_not_of('0'), text.size());
  const auto digits = text.substr(first);
  return digits.size() <= 5 && (digits.empty() || std::stoi(digits) <= 65535);
}

std::optional<std::string> read_hop(std::string hop) {
  const auto first = hop.find_first_not_of(" \t");
  if (first == std::string::npos || hop.contains('\0')) return std::nullopt;
  hop = hop.substr(first, hop.find_last_not_of(" \t") - first + 1);
  const auto colons = std::ranges::count(hop, ':');
  if (hop.front() == '[') {
    const auto end = hop.find(']');
    if (end == std::string::npos || !hop.substr(1, end - 1).contains(':')) return std::nullopt;
    if (end + 1 != hop.size() && (hop[end + 1] != ':' || !is_port(hop.substr(end + 2)))) return std::nullopt;
    return canonical(hop.substr(1, end - 1));
  }
  if (colons != 1) return canonical(hop);
  const auto colon = hop.find(':');
  return is_port(hop.substr(colon + 1)) ? canonical(hop.substr(0, colon)) : std::nullopt;
}

std::string reference(std::string peer, const std::vector<std::string>& lines) {
  std::vector<std::string> hops;
  for (const std::string& line : lines) {
    std::size_t from = 0;
    for (std::size_t comma; (comma = line.find(',', from)) != std::string::npos; from = comma + 1) {
      hops.push_back(line.substr(from, comma - from));
    }
    hops.push_back(line.substr(from));
  }
  for (std::size_t believed = 0; is_trusted(peer) && !hops.empty(); ++believed) {
    const auto hop = read_hop(hops.back());
    if (!hop || believed == http::max_forwarded_hops) break;
    peer = *hop;
    hops.pop_back();
  }
  return peer;
}

void check_forwarded(char kind, std::string_view text) {
  static const std::vector<base::Cidr> trusted{*base::Cidr::parse("10.0.0.0/8"),
                                               *base::Cidr::parse("fd00::/8")};
  const std::string peer = kind == '4' ? "10.0.0.1" : kind == '6' ? "fd00::1" : "192.0.2.1";
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  std::vector<http::Header> headers{{"Host", "10.9.9.9"}};
  for (const std::string& line : lines) {
    headers.push_back({headers.size() % 2 == 0 ? "x-forwarded-for" : "X-Forwarded-For", line});
  }
  const auto found = http::client_address(*base::parse_address(peer), headers, trusted);
  expect(found.to_string() == reference(peer, lines), "the caller is the rightmost hop that is not trusted");
}

void check_proxy_header(std::string_view bytes) {
  const auto prefix = http::parse_proxy_prefix(bytes.substr(0, http::proxy_prefix_size));
  if (!prefix) return;
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  expect(prefix->rest_size == at(14) * 256U + at(15), "the length is the one that was sent");
  expect(prefix->rest_size <= http::max_proxy_rest, "no more is read than is allowed");
  expect(prefix->local == (at(12) == 0x20), "only LOCAL is local");

  const auto rest = bytes.substr(http::proxy_prefix_size, prefix->rest_size);
  const auto source = http::parse_proxy_source(*prefix, rest);
  const bool v4 = at(12) == 0x21 && at(13) == 0x11;
  const bool v6 = at(12) == 0x21 && at(13) == 0x21;
  const std::size_t needed = v4 ? 12 : v6 ? 36 : 0;
  expect(source.has_value() == (rest.size() >= needed), "addresses that were cut off are refused");
  if (!source) return;
  expect(source->has_value() == (v4 || v6), "only TCP names a caller");
  if (!*source) return;
  char text[INET6_ADDRSTRLEN];
  ::inet_ntop(v4 ? AF_INET : AF_INET6, rest.data(), text, sizeof text);
  expect((*source)->to_string() == canonical(text), "the caller is the one that the proxy named");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto text = fuzz::text_of(data, size);
  if (text.front() == 'P') {
    check_proxy_header(text.substr(1));
  } else {
    check_forwarded(text.front(), text.substr(1));
  }
  return 0;
}
