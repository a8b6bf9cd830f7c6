#include <doctest/doctest.h>

#include "client_fixture.hpp"

namespace client_waiting_test {

using namespace client_test;
using base::Code;
using http::Fault;
using http::Sent;

struct Results {
  std::vector<http::Exchange> all;

  auto handler() {
    return [this](std::exception_ptr thrown, http::Exchange exchange) {
      if (thrown) std::rethrow_exception(thrown);
      all.push_back(std::move(exchange));
    };
  }
};

// Answers each request after 5 ms.
support::ScriptedPeer::Script slow() {
  return [](PeerConnection& c) -> base::Awaitable<void> {
    while (true) {
      const auto request = co_await c.read_request();
      if (request.empty()) co_return;
      co_await c.pause(5ms);
      co_await c.write(ok("{}"));
    }
  };
}

TEST_CASE("client - more requests than connections wait their turn") {
  Fixture f({.connections_per_origin = 2});
  ScriptedPeer peer(f.loop, slow());
  Results results;
  for (int i = 0; i < 20; ++i) {
    boost::asio::co_spawn(f.loop, f.begin(plain(peer.port()), post()), results.handler());
  }
  support::run_until(f.loop, [&] { return f.client->counts().waiting == 18; });
  CHECK(f.client->counts().open == 2);
  support::run_until(f.loop, [&] { return results.all.size() == 20; });
  int reused = 0;
  for (const auto& exchange : results.all) {
    CHECK(exchange.result.has_value());
    reused += exchange.reused ? 1 : 0;
  }
  CHECK(reused == 18);
  CHECK(peer.accepted() == 2);
  CHECK(f.client->counts().waiting == 0);
  CHECK(f.client->counts().idle == 2);
}

TEST_CASE("client - waiting ends at the deadline and the place goes to the next") {
  Fixture f({.connections_per_origin = 1});
  bool answer = false;
  ScriptedPeer peer(f.loop, [&](PeerConnection& c) -> base::Awaitable<void> {
    while (true) {
      const auto request = co_await c.read_request();
      if (request.empty()) co_return;
      while (!answer) {
        co_await c.pause(1ms);
      }
      co_await c.write(ok("{}"));
    }
  });
  Results first;
  Results patient;
  boost::asio::co_spawn(f.loop, f.begin(plain(peer.port()), post()), first.handler());
  support::run_until(f.loop, [&] { return f.client->counts().open == 1; });
  check_failed(f.send(plain(peer.port()), post(), 20ms), Fault::waiting, Sent::no, Code::overloaded);
  CHECK(f.client->counts().waiting == 0);

  boost::asio::co_spawn(f.loop, f.begin(plain(peer.port()), post()), patient.handler());
  support::run_until(f.loop, [&] { return f.client->counts().waiting == 1; });
  answer = true;
  support::run_until(f.loop, [&] { return patient.all.size() == 1; });
  CHECK(first.all.at(0).result.has_value());
  CHECK(patient.all.at(0).result.has_value());
  CHECK(patient.all.at(0).reused);
}

TEST_CASE("client - no more than the limit wait") {
  Fixture f({.connections_per_origin = 1, .waiting_per_origin = 1});
  ScriptedPeer peer(f.loop, slow());
  Results results;
  for (int i = 0; i < 2; ++i) {
    boost::asio::co_spawn(f.loop, f.begin(plain(peer.port()), post()), results.handler());
  }
  support::run_until(f.loop, [&] { return f.client->counts().waiting == 1; });
  const auto refused = f.send(plain(peer.port()));
  check_failed(refused, Fault::waiting, Sent::no, Code::overloaded);
  support::run_until(f.loop, [&] { return results.all.size() == 2; });
  CHECK(results.all.at(1).result.has_value());
}

TEST_CASE("client - those who wait are served when connections break") {
  Fixture f({.connections_per_origin = 1});
  ScriptedPeer peer(f.loop, [](PeerConnection& c) -> base::Awaitable<void> {
    co_await c.read_request();
    co_await c.pause(2ms);
    if (c.number() % 2 == 0) co_await c.write(ok("{}", "Connection: close\r\n"));
  });
  Results results;
  for (int i = 0; i < 6; ++i) {
    boost::asio::co_spawn(f.loop, f.begin(plain(peer.port()), post()), results.handler());
  }
  support::run_until(f.loop, [&] { return results.all.size() == 6; });
  int answered = 0;
  for (const auto& exchange : results.all) {
    answered += exchange.result.has_value() ? 1 : 0;
  }
  CHECK(answered == 3);
  CHECK(peer.accepted() == 6);
  CHECK(f.client->counts().open == 0);
}

TEST_CASE("client - those who wait are told soon when nobody listens any more") {
  Fixture f({.connections_per_origin = 1});
  std::uint16_t port = 0;
  {
    ScriptedPeer peer(f.loop, slow());
    port = peer.port();
  }
  Results results;
  for (int i = 0; i < 5; ++i) {
    boost::asio::co_spawn(f.loop, f.begin(plain(port), post()), results.handler());
  }
  support::run_until(f.loop, [&] { return results.all.size() == 5; }, 2s);
  for (const auto& exchange : results.all) {
    check_failed(exchange, Fault::connect, Sent::no, Code::upstream_failed);
  }
}

}  // namespace client_waiting_test
