#include <doctest/doctest.h>

#include "client_fixture.hpp"

namespace client_proxy_test {

using namespace client_test;
using base::Code;
using http::Fault;
using http::Sent;

http::ClientOptions through(const ScriptedPeer& proxy) {
  http::ClientOptions options;
  options.proxy = plain(proxy.port());
  return options;
}

// The second exchange takes the connection of the first.
void check_kept(Fixture& f, const http::Origin& origin) {
  for (const bool second : {false, true}) {
    const auto exchange = f.send(origin);
    REQUIRE_MESSAGE(exchange.result.has_value(), exchange.result.error().cause);
    CHECK(exchange.reused == second);
  }
}

TEST_CASE("client - http through a proxy uses the absolute form") {
  Fixture f;
  std::vector<std::string> seen;
  ScriptedPeer proxy(f.loop, [&](PeerConnection& c) -> base::Awaitable<void> {
    while (true) {
      seen.push_back(co_await c.read_request());
      if (seen.back().empty()) co_return;
      co_await c.write(ok("{}"));
    }
  });
  f.use(through(proxy));
  check_kept(f, {false, "upstream.test", 8080});
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].starts_with(
      "POST http://upstream.test:8080/path?token=secret HTTP/1.1\r\nHost: upstream.test:8080\r\n"));
}

TEST_CASE("client - https through a proxy uses a tunnel and still verifies the server") {
  support::TestAuthority authority;
  auto right = support::server_context(authority.issue("DNS:upstream.test"));
  auto wrong = support::server_context(authority.issue("DNS:other.test"));
  Fixture f;
  std::vector<std::string> connects;
  ScriptedPeer proxy(f.loop, [&](PeerConnection& c) -> base::Awaitable<void> {
    connects.push_back(co_await c.read_request());
    co_await c.write("HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n");
    const bool secure = co_await c.start_tls(c.number() == 1 ? right : wrong);
    if (!secure) co_return;
    while (true) {
      const auto request = co_await c.read_request();
      if (request.empty()) co_return;
      CHECK(request.starts_with("POST /path?token=secret HTTP/1.1\r\nHost: upstream.test\r\n"));
      co_await c.write(ok("{}"));
    }
  });
  f.use(through(proxy), trusting(authority));

  check_kept(f, {true, "upstream.test", 443});
  REQUIRE(connects.size() == 1);
  CHECK(connects[0] == "CONNECT upstream.test:443 HTTP/1.1\r\nHost: upstream.test:443\r\n\r\n");

  auto fresh = post();
  fresh.fresh_connection = true;
  check_failed(f.send({true, "upstream.test", 443}, fresh), Fault::tls, Sent::no, Code::upstream_failed);
}

TEST_CASE("client - a tunnel is one whatever else the proxy says") {
  support::TestAuthority authority;
  auto right = support::server_context(authority.issue("DNS:upstream.test"));
  for (const char* answer : {"HTTP/1.0 200 Connection Established\r\nProxy-Agent: test\r\n\r\n",
                             "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"}) {
    CAPTURE(answer);
    Fixture f;
    ScriptedPeer proxy(f.loop, [&right, answer](PeerConnection& c) -> base::Awaitable<void> {
      co_await c.read_request();
      co_await c.write(answer);
      if (!co_await c.start_tls(right)) co_return;
      while (!(co_await c.read_request()).empty()) {
        co_await c.write(ok("{}"));
      }
    });
    f.use(through(proxy), trusting(authority));
    check_kept(f, {true, "upstream.test", 443});
  }
}

TEST_CASE("client - a proxy that does not open the tunnel") {
  support::TestAuthority authority;
  for (const char* answer : {"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno",
                             "HTTP/1.1 200 OK\r\n\r\nsurprise", "", "nonsense\r\n\r\n"}) {
    CAPTURE(answer);
    Fixture f;
    ScriptedPeer proxy(f.loop, [answer](PeerConnection& c) -> base::Awaitable<void> {
      co_await c.read_request();
      co_await c.write(answer);
    });
    f.use(through(proxy), trusting(authority));
    check_failed(f.send({true, "upstream.test", 443}), Fault::proxy, Sent::no, Code::upstream_failed);
    CHECK(f.client->counts().open == 0);
  }
}

}  // namespace client_proxy_test
