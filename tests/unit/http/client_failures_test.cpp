#include <doctest/doctest.h>

#include "client_fixture.hpp"

namespace client_failures_test {

using namespace client_test;
using base::Code;
using http::Fault;
using http::Sent;

// The peer reads the request, writes `bytes` and closes.
http::Exchange against(std::string bytes, http::OutgoingRequest request = post()) {
  Fixture f;
  ScriptedPeer peer(f.loop, [bytes](PeerConnection& c) -> base::Awaitable<void> {
    co_await c.read_request();
    co_await c.write(bytes);
  });
  auto exchange = f.send(plain(peer.port()), request);
  if (!exchange.result) CHECK(f.client->counts().open == 0);
  return exchange;
}

// A listening socket whose queue is full: the kernel ignores further connection requests.
struct Blackhole {
  explicit Blackhole(boost::asio::io_context& loop) : acceptor(loop), first(loop) {
    const boost::asio::ip::tcp::endpoint any(boost::asio::ip::make_address("127.0.0.1"), 0);
    acceptor.open(any.protocol());
    acceptor.bind(any);
    acceptor.listen(0);
    first.connect(acceptor.local_endpoint());
  }
  std::uint16_t port() const { return acceptor.local_endpoint().port(); }

  boost::asio::ip::tcp::acceptor acceptor;
  boost::asio::ip::tcp::socket first;
};

TEST_CASE("client - a body cut short is a failure") {
  check_failed(against("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"), Fault::read, Sent::yes,
               Code::upstream_failed);
  check_failed(against("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"), Fault::read,
               Sent::yes, Code::upstream_failed);
  check_failed(against("HTTP/1.1 200 OK\r\nContent-Le"), Fault::read, Sent::yes, Code::upstream_failed);
}

TEST_CASE("client - no answer at all may mean anything") {
  check_failed(against(""), Fault::read, Sent::maybe, Code::upstream_failed);
}

TEST_CASE("client - chunks are joined a body without length ends with the connection") {
  CHECK(against("HTTP/1.1 200 OK\r\nTransfer-Encoding: "
                "chunked\r\n\r\n2\r\n{\"\r\n3\r\na\":\r\n2\r\n1}\r\n0\r\n\r\n")
            .result->body == "{\"a\":1}");
  CHECK(against("HTTP/1.1 200 OK\r\n\r\n{\"a\":1}").result->body == "{\"a\":1}");
}

TEST_CASE("client - a flood of interim answers ends") {
  std::string flood;
  for (int i = 0; i < 1'000; ++i) {
    flood += "HTTP/1.1 100 Continue\r\n\r\n";
  }
  check_failed(against(flood + ok("{}")), Fault::response, Sent::yes, Code::upstream_failed);
  CHECK(against("HTTP/1.1 100 Continue\r\n\r\n" + ok("{}")).result->body == "{}");
}

TEST_CASE("client - a large answer is taken up to the limit") {
  auto request = post();
  request.response_limit = 100'000;
  CHECK(against(ok(std::string(100'000, 'x')), request).result->body.size() == 100'000);
  check_failed(against(ok(std::string(100'001, 'x')), request), Fault::too_large, Sent::yes,
               Code::upstream_failed);
  const std::string header = "X: " + std::string(20'000, 'x') + "\r\n";
  check_failed(against(ok("{}", header)), Fault::too_large, Sent::yes, Code::upstream_failed);
}

TEST_CASE("client - what is not HTTP is refused") {
  check_failed(against("SSH-2.0-OpenSSH\r\n\r\n"), Fault::response, Sent::yes, Code::upstream_failed);
  check_failed(against("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
               Fault::response, Sent::yes, Code::upstream_failed);
}

TEST_CASE("client - a reset after the request") {
  Fixture f;
  ScriptedPeer peer(f.loop, [](PeerConnection& c) -> base::Awaitable<void> {
    co_await c.read_request();
    c.reset();
  });
  check_failed(f.send(plain(peer.port())), Fault::read, Sent::maybe, Code::upstream_failed);
}

TEST_CASE("client - a peer that drips is cut at the deadline") {
  Fixture f;
  bool ended = false;
  ScriptedPeer peer(f.loop, [&](PeerConnection& c) -> base::Awaitable<void> {
    co_await c.read_request();
    co_await c.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    while (co_await c.write("x")) {
      co_await c.pause(1ms);
    }
    ended = true;
  });
  const auto begun = f.clock.steady();
  const auto exchange = f.send(plain(peer.port()), post(), 60ms);
  const auto took = f.clock.steady() - begun;
  check_failed(exchange, Fault::timeout, Sent::yes, Code::upstream_timeout);
  CHECK(took >= 60ms);
  CHECK(took < 500ms);
  CHECK(!exchange.stale());
  support::run_until(f.loop, [&] { return ended; });
  CHECK(f.client->counts().open == 0);
}

TEST_CASE("client - silence until the deadline on a new and on a reused connection") {
  Fixture f;
  ScriptedPeer peer(f.loop, [](PeerConnection& c) -> base::Awaitable<void> {
    if (c.number() == 2) {
      co_await c.read_request();
      co_await c.write(ok("{}"));
    }
    co_await c.wait_for_end();
  });
  check_failed(f.send(plain(peer.port()), post(), 30ms), Fault::timeout, Sent::maybe, Code::upstream_timeout);
  REQUIRE(f.send(plain(peer.port())).result.has_value());
  const auto reused = f.send(plain(peer.port()), post(), 30ms);
  check_failed(reused, Fault::timeout, Sent::maybe, Code::upstream_timeout);
  CHECK(reused.reused);
  CHECK(!reused.stale());  // slow, not dead
}

TEST_CASE("client - each request on a kept connection has its own deadline") {
  Fixture f;
  ScriptedPeer peer(f.loop, [](PeerConnection& c) -> base::Awaitable<void> {
    for (const auto wait : {0ms, 100ms, 0ms}) {
      co_await c.read_request();
      co_await c.pause(wait);
      co_await c.write(ok("{}"));
    }
    co_await c.wait_for_end();
  });
  CHECK(f.send(plain(peer.port()), post(), 50ms).result.has_value());
  CHECK(f.send(plain(peer.port()), post(), 3s).result.has_value());  // past the first deadline
  const auto last = f.send(plain(peer.port()), post(), 1s);          // sooner than the second one
  CHECK(last.result.has_value());
  CHECK(last.reused);
  CHECK(peer.accepted() == 1);
}

TEST_CASE("client - a deadline ends with its request") {
  Fixture f;
  ScriptedPeer peer(f.loop, support::answering(ok("{}")));
  REQUIRE(f.send(plain(peer.port()), post(), 20ms).result.has_value());
  f.loop.restart();
  f.loop.run_for(40ms);
  CHECK(f.send(plain(peer.port())).reused);
}

TEST_CASE("client - a peer that does not read a large request") {
  Fixture f;
  ScriptedPeer peer(f.loop, [](PeerConnection& c) -> base::Awaitable<void> { co_await c.pause(3s); });
  const std::string body(64 << 20, 'x');
  check_failed(f.send(plain(peer.port()), post(body), 100ms), Fault::timeout, Sent::maybe,
               Code::upstream_timeout);
}

TEST_CASE("client - a large request is written whole") {
  Fixture f;
  std::size_t size = 0;
  ScriptedPeer peer(f.loop, [&](PeerConnection& c) -> base::Awaitable<void> {
    const auto request = co_await c.read_request();
    size = request.size();
    co_await c.write(ok("{}"));
    co_await c.wait_for_end();
  });
  const std::string body(8 << 20, 'x');
  CHECK(f.send(plain(peer.port()), post(body), 5s).result.has_value());
  CHECK(size > body.size());
}

TEST_CASE("client - nobody listens") {
  Fixture f;
  std::uint16_t port = 0;
  {
    ScriptedPeer peer(f.loop, support::answering(ok("{}")));
    port = peer.port();
  }
  const auto refused = f.send(plain(port));
  check_failed(refused, Fault::connect, Sent::no, Code::upstream_failed);
  CHECK(refused.result.error().cause.contains("127.0.0.1:" + std::to_string(port)));
  CHECK(f.client->counts().open == 0);
}

TEST_CASE("client - a server that swallows connection requests - the connect limit or the deadline") {
  Fixture f({.connect = 40ms});
  Blackhole hole(f.loop);
  const auto limited = f.send(plain(hole.port()), post(), 2s);
  check_failed(limited, Fault::connect, Sent::no, Code::upstream_failed);
  CHECK(limited.took < 1s);
  check_failed(f.send(plain(hole.port()), post(), 20ms), Fault::timeout, Sent::no, Code::upstream_timeout);
}

TEST_CASE("client - nothing is sent when the deadline has passed already") {
  Fixture f;
  int asked = 0;
  ScriptedPeer peer(f.loop, [&](PeerConnection& c) -> base::Awaitable<void> {
    while (true) {
      const auto request = co_await c.read_request();
      if (request.empty()) co_return;
      ++asked;
      co_await c.write(ok("{}"));
    }
  });
  check_failed(f.send(plain(peer.port()), post(), -1ms), Fault::timeout, Sent::no, Code::upstream_timeout);
  REQUIRE(f.send(plain(peer.port())).result.has_value());
  check_failed(f.send(plain(peer.port()), post(), -1ms), Fault::timeout, Sent::no, Code::upstream_timeout);
  CHECK(f.send(plain(peer.port())).reused);  // the kept connection did not suffer
  CHECK(asked == 2);
}

TEST_CASE("client - a name that does not exist") {
  Fixture f({.connect = 10s});
  const auto exchange = support::run(f.loop, f.begin(http::Origin{false, "name.invalid", 80}, post(), 15s),
                                     std::chrono::seconds(20));
  check_failed(exchange, Fault::resolve, Sent::no, Code::upstream_failed);
}

TEST_CASE("client - a name is resolved") {
  Fixture f;
  ScriptedPeer peer(f.loop, support::answering(ok("{}")));
  CHECK(f.send(http::Origin{false, "localhost", peer.port()}).result.has_value());
}

TEST_CASE("client - the source address") {
  Fixture f({.source_address = "127.0.0.9"});
  std::string from;
  ScriptedPeer peer(f.loop, [&](PeerConnection& c) -> base::Awaitable<void> {
    from = c.socket().remote_endpoint().address().to_string();
    co_await c.read_request();
    co_await c.write(ok("{}"));
    co_await c.wait_for_end();
  });
  REQUIRE(f.send(plain(peer.port())).result.has_value());
  CHECK(from == "127.0.0.9");

  Fixture elsewhere({.source_address = "192.0.2.1"});  // not ours
  check_failed(elsewhere.send(plain(peer.port())), Fault::connect, Sent::no, Code::upstream_failed);
  Fixture other_kind({.source_address = "::1"});
  check_failed(other_kind.send(plain(peer.port())), Fault::connect, Sent::no, Code::upstream_failed);
}

TEST_CASE("client - requests and options that cannot be used are refused before anything is sent") {
  Fixture f;
  ScriptedPeer peer(f.loop, support::answering(ok("{}")));
  auto request = post();
  request.target = "/a b";
  check_failed(f.send(plain(peer.port()), request), Fault::request, Sent::no, Code::invalid_argument);
  Fixture wrong({.source_address = "nowhere"});
  check_failed(wrong.send(plain(peer.port())), Fault::request, Sent::no, Code::invalid_argument);
  CHECK(peer.accepted() == 0);
}

}  // namespace client_failures_test
