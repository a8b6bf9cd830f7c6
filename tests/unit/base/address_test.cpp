#include "base/address.hpp"

#include <doctest/doctest.h>

namespace {

bool inside(const char* range, const char* address) {
  return base::Cidr::parse(range).value().contains(base::parse_address(address).value());
}

}  // namespace

TEST_CASE("addresses are written as they are read") {
  for (const char* text : {"0.0.0.0", "255.255.255.255", "10.9.100.1", "::1", "2001:db8::1"}) {
    CHECK(base::text_of(base::parse_address(text).value()) == text);
  }
}

TEST_CASE("ranges contain what their prefix says") {
  CHECK(inside("10.0.0.0/8", "10.255.1.2"));
  CHECK_FALSE(inside("10.0.0.0/8", "11.0.0.0"));
  CHECK(inside("192.0.2.128/25", "192.0.2.200"));
  CHECK_FALSE(inside("192.0.2.128/25", "192.0.2.127"));
  CHECK(inside("0.0.0.0/0", "203.0.113.1"));
  CHECK_FALSE(inside("0.0.0.0/0", "2001:db8::1"));
  CHECK(inside("203.0.113.7", "203.0.113.7"));
  CHECK_FALSE(inside("203.0.113.7", "203.0.113.8"));
  CHECK(inside("2001:db8::/33", "2001:db8:7fff::1"));
  CHECK_FALSE(inside("2001:db8::/33", "2001:db8:8000::1"));
  CHECK(inside("::/0", "fe80::1"));
  CHECK(inside("10.0.0.0/8", "::ffff:10.1.2.3"));
  CHECK(inside("::ffff:10.1.2.3", "10.1.2.3"));
}

TEST_CASE("what is no range is refused") {
  for (const char* bad : {"", "10.0.0.0/", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/-1", "10.0.0.0/8 ",
                          "10.0.0", "::1/129", "fe80::1%eth0", "a.b.c.*", "10.0.0.0:80", "[::1]"}) {
    CHECK_MESSAGE(!base::Cidr::parse(bad), bad);
  }
}

TEST_CASE("an address is the whole text") {
  using std::string_view_literals::operator""sv;
  for (const auto bad : {"fd00::\0"sv, "10.0.0.1\0.example"sv, "10.0.0.1 "sv, "fe80::1%eth0"sv, ""sv}) {
    CHECK_FALSE(base::parse_address(bad));
  }
}
