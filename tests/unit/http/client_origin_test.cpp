#include <doctest/doctest.h>

#include "http/client.hpp"
#include "http/origin.hpp"

namespace client_origin_test {

using http::Origin;

TEST_CASE("origin - scheme host and port are read") {
  const auto weixin = Origin::parse("https://API.weixin.qq.com");
  REQUIRE(weixin.has_value());
  CHECK(*weixin == Origin{true, "api.weixin.qq.com", 443});
  CHECK(weixin->host_header() == "api.weixin.qq.com");
  CHECK(weixin->authority() == "api.weixin.qq.com:443");

  const auto local = Origin::parse("HTTP://127.0.0.1:8080");
  REQUIRE(local.has_value());
  CHECK(*local == Origin{false, "127.0.0.1", 8080});
  CHECK(local->host_header() == "127.0.0.1:8080");

  const auto v6 = Origin::parse("http://[::1]");
  REQUIRE(v6.has_value());
  CHECK(*v6 == Origin{false, "::1", 80});
  CHECK(v6->host_header() == "[::1]");
  CHECK(v6->authority() == "[::1]:80");
}

TEST_CASE("origin - the port is left out of Host only when it is the own default of the scheme") {
  CHECK(Origin::parse("https://a:443")->host_header() == "a");
  CHECK(Origin::parse("https://a:80")->host_header() == "a:80");
  CHECK(Origin::parse("http://a:443")->host_header() == "a:443");
}

TEST_CASE("origin - anything else is refused") {
  for (const char* url : {"",
                          "a",
                          "ftp://a",
                          "https:/a",
                          "https://",
                          "https://a/",
                          "https://a/path",
                          "https://a?q",
                          "https://a#f",
                          "https://user@a",
                          "https://a:",
                          "https://a:0",
                          "https://a:65536",
                          "https://a:8o",
                          "https://a:1:2",
                          "https://.a",
                          "https://a..b",
                          "https://a b",
                          "https://a\r\n",
                          "https://[::1",
                          "https://[127.0.0.1]",
                          "https://[a]",
                          "https://::1",
                          "https://[::1]x",
                          "https://a%41",
                          "https://a\\b"}) {
    CAPTURE(url);
    const auto origin = Origin::parse(url);
    REQUIRE(!origin.has_value());
    CHECK(origin.error().code == base::Code::invalid_argument);
  }
  CHECK(!Origin::parse("https://" + std::string(254, 'a')).has_value());
}

TEST_CASE("client options - what cannot work is named") {
  CHECK(http::ClientOptions().check().has_value());
  const auto wrong = [](auto change) {
    http::ClientOptions options;
    change(options);
    const auto checked = options.check();
    return !checked.has_value() && checked.error().code == base::Code::config_invalid;
  };
  CHECK(wrong([](auto& o) { o.connections_per_origin = 0; }));
  CHECK(wrong([](auto& o) { o.connect = std::chrono::milliseconds(0); }));
  CHECK(wrong([](auto& o) { o.idle = std::chrono::milliseconds(-1); }));
  CHECK(wrong([](auto& o) { o.source_address = "localhost"; }));
  CHECK(wrong([](auto& o) { o.proxy = Origin{true, "proxy", 443}; }));
}

}  // namespace client_origin_test
