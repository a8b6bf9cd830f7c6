#include <doctest/doctest.h>

#include "client_fixture.hpp"

namespace client_exchange_test {

using namespace client_test;
using http::Fault;
using http::Sent;

TEST_CASE("client - asks gets the answer and keeps the connection") {
  Fixture f;
  std::vector<std::string> seen;
  ScriptedPeer peer(f.loop, [&](PeerConnection& c) -> base::Awaitable<void> {
    for (int i = 0; i < 3; ++i) {
      seen.push_back(co_await c.read_request());
      co_await c.write(ok("{\"n\":" + std::to_string(i) + "}", "Date: today\r\n"));
    }
    co_await c.wait_for_end();
  });
  for (int i = 0; i < 3; ++i) {
    const auto exchange = f.send(plain(peer.port()), post("{\"a\":" + std::to_string(i) + "}"));
    REQUIRE_MESSAGE(exchange.result.has_value(), exchange.result.error().cause);
    CHECK(exchange.result->status == 200);
    CHECK(exchange.result->date == "today");
    CHECK(exchange.result->body == "{\"n\":" + std::to_string(i) + "}");
    CHECK(exchange.sent == Sent::yes);
    CHECK(exchange.fault == Fault::none);
    CHECK(exchange.reused == (i > 0));
    CHECK(exchange.took.count() > 0);
    CHECK(!exchange.stale());
  }
  CHECK(peer.accepted() == 1);
  REQUIRE(seen.size() == 3);
  CHECK(seen[1] == "POST /path?token=secret HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(peer.port()) +
                       "\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\":1}");
  CHECK(f.client->counts().open == 1);
  CHECK(f.client->counts().idle == 1);
}

TEST_CASE("client - a fresh connection when one is demanded") {
  Fixture f;
  ScriptedPeer peer(f.loop, support::answering(ok("{}")));
  auto request = post();
  REQUIRE(f.send(plain(peer.port()), request).result.has_value());
  request.fresh_connection = true;
  const auto exchange = f.send(plain(peer.port()), request);
  CHECK(exchange.result.has_value());
  CHECK(!exchange.reused);
  CHECK(peer.accepted() == 2);
  CHECK(f.client->counts().idle == 2);
}

TEST_CASE("client - origins have pools of their own") {
  Fixture f;
  ScriptedPeer one(f.loop, support::answering(ok("1")));
  ScriptedPeer two(f.loop, support::answering(ok("2")));
  for (int i = 0; i < 2; ++i) {
    CHECK(f.send(plain(one.port())).result->body == "1");
    CHECK(f.send(plain(two.port())).result->body == "2");
  }
  CHECK(one.accepted() == 1);
  CHECK(two.accepted() == 1);
}

TEST_CASE("client - every method and HEAD has no body to wait for") {
  Fixture f;
  std::string seen;
  ScriptedPeer peer(f.loop, [&](PeerConnection& c) -> base::Awaitable<void> {
    while (true) {
      seen = co_await c.read_request();
      if (seen.empty()) co_return;
      const bool head = seen.starts_with("HEAD");
      co_await c.write(head ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" : ok("hello"));
    }
  });
  using http::Method;
  for (const auto method :
       {Method::get, Method::head, Method::put, Method::patch, Method::del, Method::post}) {
    auto request = post("");
    request.method = method;
    const auto exchange = f.send(plain(peer.port()), request);
    REQUIRE(exchange.result.has_value());
    CHECK(exchange.result->body == (method == Method::head ? "" : "hello"));
    CHECK(seen.starts_with(std::string(http::to_text(method)) + " /path"));
  }
  CHECK(peer.accepted() == 1);
}

TEST_CASE("client - a connection is not used again after close or HTTP 1_0 or left-over bytes") {
  for (const std::string& answer : {
           std::string("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"),
           std::string("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}"),
           ok("{}") + "HTTP/1.1 200 OK\r\n",
       }) {
    CAPTURE(answer);
    Fixture f;
    ScriptedPeer peer(f.loop, support::answering(answer));
    for (int i = 0; i < 2; ++i) {
      const auto exchange = f.send(plain(peer.port()));
      REQUIRE(exchange.result.has_value());
      CHECK(exchange.result->body == "{}");
      CHECK(!exchange.reused);
    }
    CHECK(peer.accepted() == 2);
    CHECK(f.client->counts().open == 0);
  }
}

TEST_CASE("client - an idle connection that was closed or written to is noticed before it is used") {
  enum class Then { close, reset, write };
  for (const auto then : {Then::close, Then::reset, Then::write}) {
    Fixture f;
    bool done = false;
    ScriptedPeer peer(f.loop, [&](PeerConnection& c) -> base::Awaitable<void> {
      co_await c.read_request();
      co_await c.write(ok("{}"));
      if (c.number() == 1) {
        co_await c.pause(5ms);
        if (then == Then::close) c.close();
        if (then == Then::reset) c.reset();
        if (then == Then::write) co_await c.write("HTTP/1.1 408 Request Timeout\r\n\r\n");
        done = true;
      }
      co_await c.wait_for_end();
    });
    REQUIRE(f.send(plain(peer.port())).result.has_value());
    CHECK(f.client->counts().idle == 1);
    support::run_until(f.loop, [&] { return done; });
    const auto exchange = f.send(plain(peer.port()));
    REQUIRE(exchange.result.has_value());
    CHECK(!exchange.reused);
    CHECK(peer.accepted() == 2);
    CHECK(f.client->counts().open == 1);
  }
}

TEST_CASE("client - a reused connection that dies before the answer is stale a new one is not") {
  Fixture f;
  ScriptedPeer peer(f.loop, [](PeerConnection& c) -> base::Awaitable<void> {
    co_await c.read_request();
    if (c.number() == 2) co_return;
    co_await c.write(ok("{}"));
    co_await c.read_request();
  });
  REQUIRE(f.send(plain(peer.port())).result.has_value());
  const auto died = f.send(plain(peer.port()));
  check_failed(died, Fault::read, Sent::maybe, base::Code::upstream_failed);
  CHECK(died.reused);
  CHECK(died.stale());

  const auto fresh = f.send(plain(peer.port()));
  check_failed(fresh, Fault::read, Sent::maybe, base::Code::upstream_failed);
  CHECK(!fresh.reused);
  CHECK(!fresh.stale());
  CHECK(peer.accepted() == 2);  // never repeated by the client itself
}

TEST_CASE("client - a reused connection that dies within the answer is not stale") {
  Fixture f;
  ScriptedPeer peer(f.loop, [](PeerConnection& c) -> base::Awaitable<void> {
    co_await c.read_request();
    co_await c.write(ok("{}"));
    co_await c.read_request();
    co_await c.write("H");
  });
  REQUIRE(f.send(plain(peer.port())).result.has_value());
  const auto died = f.send(plain(peer.port()));
  check_failed(died, Fault::read, Sent::yes, base::Code::upstream_failed);
  CHECK(died.reused);
  CHECK(!died.stale());
}

TEST_CASE("client - idle connections are closed when they are too old") {
  Fixture f({.idle = 20ms});
  bool ended = false;
  ScriptedPeer peer(f.loop, [&](PeerConnection& c) -> base::Awaitable<void> {
    co_await c.read_request();
    co_await c.write(ok("{}"));
    co_await c.wait_for_end();
    ended = true;
  });
  REQUIRE(f.send(plain(peer.port())).result.has_value());
  CHECK(f.client->counts().idle == 1);
  support::run_until(f.loop, [&] { return ended; });
  CHECK(f.client->counts().open == 0);
}

TEST_CASE("client - close drops idle connections and running ones after their answer") {
  Fixture f;
  bool asked = false;
  bool answer = false;
  ScriptedPeer peer(f.loop, [&](PeerConnection& c) -> base::Awaitable<void> {
    co_await c.read_request();
    if (c.number() == 2) {
      asked = true;
      while (!answer) {
        co_await c.pause(1ms);
      }
    }
    co_await c.write(ok("{}"));
    co_await c.wait_for_end();
  });
  auto request = post();
  request.fresh_connection = true;
  REQUIRE(f.send(plain(peer.port()), request).result.has_value());
  bool finished = false;
  boost::asio::co_spawn(f.loop, f.begin(plain(peer.port()), request),
                        [&](std::exception_ptr thrown, auto exchange) {
                          REQUIRE(!thrown);
                          CHECK(exchange.result.has_value());
                          finished = true;
                        });
  support::run_until(f.loop, [&] { return asked; });
  CHECK(f.client->counts().open == 2);
  f.client->close();
  CHECK(f.client->counts().open == 1);
  answer = true;
  support::run_until(f.loop, [&] { return finished; });
  CHECK(f.client->counts().open == 0);
}

TEST_CASE("client - nothing is left to run after close") {
  Fixture f;
  {
    ScriptedPeer peer(f.loop, support::answering(ok("{}")));
    REQUIRE(f.send(plain(peer.port())).result.has_value());
  }
  f.client->close();
  f.loop.restart();
  f.loop.run_for(2s);
  CHECK(f.loop.stopped());  // by itself, long before any deadline or idle limit
}

TEST_CASE("client - may be destroyed while an exchange runs") {
  Fixture f;
  ScriptedPeer peer(f.loop, [&](PeerConnection& c) -> base::Awaitable<void> {
    co_await c.read_request();
    f.client.reset();
    co_await c.write(ok("{}"));
    co_await c.wait_for_end();
  });
  const http::Origin origin = plain(peer.port());
  const auto request = post();
  const auto exchange =
      support::run(f.loop, f.client->send(origin, request, base::Deadline{f.clock.steady() + 3s}));
  CHECK(exchange.result.has_value());
}

}  // namespace client_exchange_test
