#include <doctest/doctest.h>

#include "client_fixture.hpp"

namespace client_tls_test {

using namespace client_test;
using base::Code;
using http::Fault;
using http::Sent;
using support::TestAuthority;

struct TlsFixture : Fixture {
  explicit TlsFixture(http::ClientOptions options = {}) { use(std::move(options), trusting(authority)); }

  // Serves every connection with `context` and the script of its contents.
  ScriptedPeer::Script serving(boost::asio::ssl::context& context, ScriptedPeer::Script inner) {
    return [&context, inner](PeerConnection& c) -> base::Awaitable<void> {
      const bool secure = co_await c.start_tls(context);
      if (secure) co_await inner(c);
    };
  }
  http::Origin named(const ScriptedPeer& peer, const char* host = "localhost") {
    return {true, host, peer.port()};
  }

  TestAuthority authority;
};

TEST_CASE("client tls - a verified connection is kept and tells the server its name") {
  TlsFixture f;
  auto context = support::server_context(f.authority.issue("DNS:localhost"));
  std::string name;
  ScriptedPeer peer(f.loop, f.serving(context, [&](PeerConnection& c) -> base::Awaitable<void> {
    const char* asked = SSL_get_servername(c.ssl(), TLSEXT_NAMETYPE_host_name);
    name = asked != nullptr ? asked : "";
    co_await support::answering(ok("{\"a\":1}"))(c);
  }));
  for (int i = 0; i < 3; ++i) {
    const auto exchange = f.send(f.named(peer));
    REQUIRE_MESSAGE(exchange.result.has_value(), exchange.result.error().cause);
    CHECK(exchange.result->body == "{\"a\":1}");
    CHECK(exchange.sent == Sent::yes);
    CHECK(exchange.reused == (i > 0));
  }
  CHECK(name == "localhost");
  CHECK(peer.accepted() == 1);
}

TEST_CASE("client tls - an address as host is verified as an address") {
  TlsFixture f;
  auto with_address = support::server_context(f.authority.issue("IP:127.0.0.1"));
  auto with_name = support::server_context(f.authority.issue("DNS:127.0.0.1,DNS:localhost"));
  ScriptedPeer right(f.loop, f.serving(with_address, support::answering(ok("{}"))));
  ScriptedPeer wrong(f.loop, f.serving(with_name, support::answering(ok("{}"))));
  CHECK(f.send(f.named(right, "127.0.0.1")).result.has_value());
  check_failed(f.send(f.named(wrong, "127.0.0.1")), Fault::tls, Sent::no, Code::upstream_failed);
}

TEST_CASE("client tls - certificates that must not be believed") {
  TlsFixture f;
  TestAuthority stranger;
  struct Case {
    const char* what;
    support::TestCertificate certificate;
  };
  for (const auto& [what, certificate] : {Case{"another name", f.authority.issue("DNS:other.test")},
                                          Case{"expired", f.authority.issue("DNS:localhost", -1)},
                                          Case{"an unknown authority", stranger.issue("DNS:localhost")}}) {
    CAPTURE(what);
    auto context = support::server_context(certificate);
    bool reached = false;
    ScriptedPeer peer(f.loop, f.serving(context, [&](PeerConnection& c) -> base::Awaitable<void> {
      const auto request = co_await c.read_request();
      if (!request.empty()) reached = true;
    }));
    check_failed(f.send(f.named(peer)), Fault::tls, Sent::no, Code::upstream_failed);
    CHECK(!reached);
    CHECK(f.client->counts().open == 0);
  }
}

TEST_CASE("client tls - TLS 1_1 is refused") {
  TlsFixture f;
  auto context = support::server_context(f.authority.issue("DNS:localhost"));
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context.native_handle(), TLS1_1_VERSION);
  ScriptedPeer peer(f.loop, f.serving(context, support::answering(ok("{}"))));
  check_failed(f.send(f.named(peer)), Fault::tls, Sent::no, Code::upstream_failed);
}

TEST_CASE("client tls - a stream cut without its proper end is a failure with one it is an end") {
  TlsFixture f;
  auto context = support::server_context(f.authority.issue("DNS:localhost"));
  bool proper = false;
  ScriptedPeer peer(f.loop, f.serving(context, [&](PeerConnection& c) -> base::Awaitable<void> {
    co_await c.read_request();
    co_await c.write("HTTP/1.1 200 OK\r\n\r\n{\"a\":1}");  // its length is the connection's
    if (proper) co_await c.end_tls();
    c.close();
  }));
  check_failed(f.send(f.named(peer)), Fault::read, Sent::yes, Code::upstream_failed);
  proper = true;
  const auto ended = f.send(f.named(peer));
  REQUIRE(ended.result.has_value());
  CHECK(ended.result->body == "{\"a\":1}");
}

TEST_CASE("client tls - an idle connection that ended is noticed") {
  TlsFixture f;
  auto context = support::server_context(f.authority.issue("DNS:localhost"));
  bool ended = false;
  ScriptedPeer peer(f.loop, f.serving(context, [&](PeerConnection& c) -> base::Awaitable<void> {
    co_await c.read_request();
    co_await c.write(ok("{}"));
    if (c.number() == 1) {
      co_await c.pause(5ms);
      SSL_shutdown(c.ssl());
      c.close();
      ended = true;
    }
    co_await c.wait_for_end();
  }));
  REQUIRE(f.send(f.named(peer)).result.has_value());
  support::run_until(f.loop, [&] { return ended; });
  const auto again = f.send(f.named(peer));
  REQUIRE(again.result.has_value());
  CHECK(!again.reused);
}

TEST_CASE("client tls - the next connection resumes the session and is verified all the same") {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    CAPTURE(version);
    TlsFixture f;
    auto context = support::server_context(f.authority.issue("DNS:localhost"));
    SSL_CTX_set_max_proto_version(context.native_handle(), version);
    std::vector<bool> resumed;
    ScriptedPeer peer(f.loop, f.serving(context, [&](PeerConnection& c) -> base::Awaitable<void> {
      resumed.push_back(SSL_session_reused(c.ssl()) == 1);
      co_await support::answering(ok("{}"))(c);
    }));
    auto fresh = post();
    fresh.fresh_connection = true;
    for (int i = 0; i < 3; ++i) {
      const auto exchange = f.send(f.named(peer), fresh);
      REQUIRE_MESSAGE(exchange.result.has_value(), exchange.result.error().cause);
    }
    CHECK(resumed == std::vector<bool>{false, true, true});
  }
}

TEST_CASE("client tls - a session outlives the connection that it came from") {
  TlsFixture f;
  auto context = support::server_context(f.authority.issue("DNS:localhost"));
  SSL_CTX_set_max_proto_version(context.native_handle(), TLS1_2_VERSION);
  bool closed = false;
  std::vector<bool> resumed;
  ScriptedPeer peer(f.loop, f.serving(context, [&](PeerConnection& c) -> base::Awaitable<void> {
    resumed.push_back(SSL_session_reused(c.ssl()) == 1);
    co_await c.read_request();
    co_await c.write(ok("{}"));
    co_await c.pause(5ms);
    c.close();
    closed = true;
  }));
  for (int i = 0; i < 2; ++i) {
    closed = false;
    REQUIRE(f.send(f.named(peer)).result.has_value());
    support::run_until(f.loop, [&] { return closed || i == 1; });
  }
  CHECK(resumed == std::vector<bool>{false, true});
}

TEST_CASE("client tls - a handshake that never comes is bounded") {
  TlsFixture f({.connect = 40ms});
  ScriptedPeer peer(f.loop, [](PeerConnection& c) -> base::Awaitable<void> { co_await c.pause(3s); });
  check_failed(f.send(f.named(peer, "127.0.0.1"), post(), 2s), Fault::connect, Sent::no,
               Code::upstream_failed);
  check_failed(f.send(f.named(peer, "127.0.0.1"), post(), 20ms), Fault::timeout, Sent::no,
               Code::upstream_timeout);
}

TEST_CASE("client tls - a server that speaks no TLS and a client without a context") {
  TlsFixture f;
  ScriptedPeer peer(f.loop, [](PeerConnection& c) -> base::Awaitable<void> {
    co_await c.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    co_await c.wait_for_end();
  });
  check_failed(f.send(f.named(peer)), Fault::tls, Sent::no, Code::upstream_failed);
  Fixture without;
  ScriptedPeer other(without.loop, support::answering(ok("{}")));
  check_failed(without.send({true, "127.0.0.1", other.port()}), Fault::tls, Sent::no, Code::upstream_failed);
}

TEST_CASE("client tls - a drip past the deadline is cut") {
  TlsFixture f;
  auto context = support::server_context(f.authority.issue("DNS:localhost"));
  ScriptedPeer peer(f.loop, f.serving(context, [](PeerConnection& c) -> base::Awaitable<void> {
    co_await c.read_request();
    co_await c.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    while (co_await c.write("x")) {
      co_await c.pause(1ms);
    }
  }));
  const auto exchange = f.send(f.named(peer), post(), 100ms);
  check_failed(exchange, Fault::timeout, Sent::yes, Code::upstream_timeout);
  CHECK(exchange.took < 1s);
}

TEST_CASE("client tls - the store of trusted authorities") {
  CHECK(http::TlsClientContext::load({}).has_value());
  const support::TempFile nonsense("no certificate");
  const auto wrong = http::TlsClientContext::load(nonsense.path());
  REQUIRE(!wrong.has_value());
  CHECK(wrong.error().code == base::Code::config_invalid);
  CHECK(wrong.error().detail.contains(nonsense.path().string()));
  CHECK(!http::TlsClientContext::load("/nowhere/ca.pem").has_value());
}

}  // namespace client_tls_test
