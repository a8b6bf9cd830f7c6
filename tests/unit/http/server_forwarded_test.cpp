#include <string>

#include <doctest/doctest.h>

#include "http/forwarded.hpp"

namespace server_forwarded_test {

struct Row {
  std::string about;
  const char* peer;
  std::vector<const char*> forwarded;  // one a header line
  const char* client;
};

const Row rows[] = {
    {"no proxy, no header", "203.0.113.9", {}, "203.0.113.9"},
    {"no proxy: the header is ignored", "203.0.113.9", {"198.51.100.1"}, "203.0.113.9"},
    {"a proxy without a header", "10.0.0.1", {}, "10.0.0.1"},
    {"one hop", "10.0.0.1", {"198.51.100.1"}, "198.51.100.1"},
    {"the caller's own additions are ignored", "10.0.0.1", {"1.2.3.4, 198.51.100.1"}, "198.51.100.1"},
    {"over two proxies", "10.0.0.1", {"198.51.100.1, 10.0.0.2"}, "198.51.100.1"},
    {"several lines are one list", "10.0.0.1", {"1.2.3.4", "198.51.100.1", "10.0.0.2"}, "198.51.100.1"},
    {"only proxies", "10.0.0.1", {"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
    {"without blanks", "10.0.0.1", {"1.2.3.4,198.51.100.1,10.0.0.2"}, "198.51.100.1"},
    {"with tabs", "10.0.0.1", {"1.2.3.4 ,\t198.51.100.1\t"}, "198.51.100.1"},
    {"a port", "10.0.0.1", {"198.51.100.1:4711"}, "198.51.100.1"},
    {"IPv6", "10.0.0.1", {"2001:db8::7"}, "2001:db8::7"},
    {"IPv6 in brackets", "10.0.0.1", {"[2001:db8::7]"}, "2001:db8::7"},
    {"IPv6 with a port", "10.0.0.1", {"[2001:db8::7]:443"}, "2001:db8::7"},
    {"a mapped address", "10.0.0.1", {"::ffff:198.51.100.1"}, "198.51.100.1"},
    {"a mapped address in brackets", "10.0.0.1", {"[::ffff:198.51.100.1]:443"}, "198.51.100.1"},
    {"a mapped proxy", "10.0.0.1", {"198.51.100.1, ::ffff:10.0.0.9"}, "198.51.100.1"},
    {"an IPv6 proxy", "fd00::1", {"198.51.100.1"}, "198.51.100.1"},
    {"not an address", "10.0.0.1", {"unknown"}, "10.0.0.1"},
    {"not an address behind a proxy", "10.0.0.1", {"198.51.100.1, _hidden, 10.0.0.2"}, "10.0.0.2"},
    {"empty", "10.0.0.1", {""}, "10.0.0.1"},
    {"an empty hop", "10.0.0.1", {"198.51.100.1, "}, "10.0.0.1"},
    {"a bad port", "10.0.0.1", {"198.51.100.1:x"}, "10.0.0.1"},
    {"a port too large", "10.0.0.1", {"198.51.100.1:65536"}, "10.0.0.1"},
    {"an open bracket", "10.0.0.1", {"[2001:db8::7"}, "10.0.0.1"},
    {"IPv4 in brackets", "10.0.0.1", {"[198.51.100.1]"}, "10.0.0.1"},
    {"something behind the bracket", "10.0.0.1", {"[2001:db8::7]x"}, "10.0.0.1"},
    {"a zone", "10.0.0.1", {"fe80::1%eth0"}, "10.0.0.1"},
    {"a quoted address", "10.0.0.1", {"\"198.51.100.1\""}, "10.0.0.1"},
};

TEST_CASE("the caller behind proxies") {
  const std::vector<base::Cidr> trusted = {*base::Cidr::parse("10.0.0.0/8"), *base::Cidr::parse("fd00::/8")};
  for (const Row& row : rows) {
    CAPTURE(row.about);
    std::vector<http::Header> headers = {{"Host", "a"}};
    for (const char* line : row.forwarded) {
      headers.push_back({"x-Forwarded-FOR", line});
      headers.push_back({"Forwarded", "for=9.9.9.9"});
    }
    CHECK(http::client_address(*base::parse_address(row.peer), headers, trusted).to_string() == row.client);
  }
}

TEST_CASE("nobody is trusted by default") {
  const auto peer = *base::parse_address("127.0.0.1");
  CHECK(http::client_address(peer, {{"X-Forwarded-For", "1.2.3.4"}}, {}) == peer);
}

TEST_CASE("the walk over hops is bounded") {
  const std::vector<base::Cidr> trusted = {*base::Cidr::parse("10.0.0.0/8")};
  std::string chain = "198.51.100.1";
  for (std::size_t hop = 0; hop + 1 < http::max_forwarded_hops; ++hop) {
    chain += ",10.0.0.2";
  }
  const auto peer = *base::parse_address("10.0.0.1");
  CHECK(http::client_address(peer, {{"X-Forwarded-For", chain}}, trusted).to_string() == "198.51.100.1");
  chain += ",10.0.0.2";
  CHECK(http::client_address(peer, {{"X-Forwarded-For", chain}}, trusted).to_string() == "10.0.0.2");
}

}  // namespace server_forwarded_test
