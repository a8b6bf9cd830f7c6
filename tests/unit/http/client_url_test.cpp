#include <doctest/doctest.h>

#include "http/url.hpp"

namespace client_url_test {

std::string target(std::string_view url) { return http::Url::parse(url).value().target; }

TEST_CASE("a URL is an origin and a target") {
  const auto url = http::Url::parse("https://example.com:8443/hooks/wechat?a=b/c");
  REQUIRE(url);
  CHECK(url->origin == http::Origin{true, "example.com", 8443});
  CHECK(url->target == "/hooks/wechat?a=b/c");
  CHECK(target("http://127.0.0.1") == "/");
  CHECK(target("http://127.0.0.1?x=1") == "/?x=1");
  CHECK(target("http://[::1]:80/") == "/");
}

TEST_CASE("what is no URL to send to") {
  for (const auto* url :
       {"", "example.com/x", "ftp://example.com/x", "https://", "https://example.com/a b",
        "https://example.com/#x", "https://user@example.com/x", "https://example.com/\x80"}) {
    CAPTURE(url);
    CHECK_FALSE(http::Url::parse(url));
  }
}

}  // namespace client_url_test
