// Leaving a port without breaking a request: the time in which callers go by themselves, and the handing over
// to a newer process.
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include <doctest/doctest.h>

#include "http/port_share.hpp"
#include "support/http_server.hpp"
#include "support/raw_client.hpp"

namespace server_leave_test {

using namespace std::chrono_literals;

const std::string hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

http::ServerOptions leaving_for(std::chrono::milliseconds leave) {
  http::ServerLimits limits;
  limits.leave = leave;
  return support::HttpServer::options_with(limits);
}

http::ServerOptions sharing(std::uint16_t port = 0) {
  auto options = support::HttpServer::options_with({});
  options.reuse_port = options.handed_over = true;
  options.port = port;
  return options;
}

http::ServerOptions handed_over() {
  auto options = support::HttpServer::options_with({});
  options.handed_over = true;
  return options;
}

std::size_t claim(support::HttpServer& server, std::size_t own) {
  return server.threads().call([&] { return server.server().claim_new_connections(own).value(); });
}

TEST_CASE("while it leaves a server goes on and ends each connection with its answer") {
  support::HttpServer server(leaving_for(60s));
  support::RawClient kept(server.port());
  CHECK(kept.ask(hello)->header("Connection") != "close");
  auto drained = server.drain(0s);
  const auto last = kept.ask(hello);
  REQUIRE(last.has_value());
  CHECK(last->status == 200);
  CHECK(last->header("Connection") == "close");
  CHECK(kept.closed(2s));
  support::RawClient fresh(server.port());
  CHECK(fresh.ask(hello)->status == 200);
  CHECK(drained.wait_for(0s) == std::future_status::timeout);
  server.threads().call([&] { server.server().set_limits({}, {}); });
}

TEST_CASE("at the end of leaving idle connections are closed") {
  support::HttpServer server(leaving_for(50ms));
  support::RawClient kept(server.port());
  CHECK(kept.ask(hello)->status == 200);
  auto drained = server.drain(60s);
  CHECK(kept.closed(2s));
  CHECK(drained.wait_for(2s) == std::future_status::ready);
}

// Asks a server whose drain begins while the connection still waits to be accepted.
std::optional<support::RawResponse> asked_at_drain(support::HttpServer& server) {
  const auto port = server.port();
  std::optional<support::RawClient> waiting;
  // On the loop itself: the kernel completes the connection, and nobody accepts it before the drain.
  server.threads().call([&] {
    waiting.emplace(port);
    waiting->send(hello);
    server.server().drain(60s, [] {});
  });
  return waiting->response();
}

TEST_CASE("connections that wait to be accepted at a drain are told") {
  support::HttpServer server;
  const auto answer = asked_at_drain(server);
  REQUIRE(answer.has_value());
  CHECK(answer->status == 503);
  CHECK(answer->header("Connection") == "close");
  CHECK(server.handled() == 0);
}

TEST_CASE("where the port is handed over they are served") {
  support::HttpServer server(handed_over());
  const auto answer = asked_at_drain(server);
  REQUIRE(answer.has_value());
  CHECK(answer->status == 200);
  CHECK(answer->header("Connection") == "close");
  CHECK(server.handled() == 1);
}

TEST_CASE("where the port is handed over a request in its header is served") {
  support::HttpServer server(handed_over());
  support::RawClient client(server.port());
  client.send(hello.substr(0, 10));
  ::poll(nullptr, 0, 50);
  auto drained = server.drain(60s);
  CHECK_FALSE(client.closed(50ms));
  client.send(hello.substr(10));
  const auto answer = client.response();
  REQUIRE(answer.has_value());
  CHECK(answer->status == 200);
  CHECK(answer->header("Connection") == "close");
  client.close();
  CHECK(drained.wait_for(2s) == std::future_status::ready);
}

TEST_CASE("a connection that has sent nothing yet at a drain may still ask once") {
  support::HttpServer server(handed_over());
  support::RawClient fresh(server.port());
  while (server.connections() == 0)
    ::poll(nullptr, 0, 5);
  auto drained = server.drain(60s);
  CHECK_FALSE(fresh.closed(50ms));
  const auto answer = fresh.ask(hello);
  REQUIRE(answer.has_value());
  CHECK(answer->status == 200);
  CHECK(answer->header("Connection") == "close");
  fresh.close();
  CHECK(drained.wait_for(2s) == std::future_status::ready);
}

TEST_CASE("the newest on a port gets all new connections") {
  support::HttpServer old_one(sharing());
  support::HttpServer old_two(sharing(old_one.port()));
  support::RawClient kept(old_one.port());
  CHECK(kept.ask(hello)->status == 200);
  support::HttpServer new_one(sharing(old_one.port()));
  support::HttpServer new_two(sharing(old_one.port()));
  CHECK(claim(new_two, 2) == 4);
  for (int i = 0; i < 60; ++i) {
    support::RawClient client(new_one.port());
    CHECK(client.ask(hello)->status == 200);
  }
  CHECK(old_one.handled() + old_two.handled() == 1);
  CHECK(new_one.handled() > 0);
  CHECK(new_two.handled() > 0);
  CHECK(kept.ask(hello)->status == 200);
  CHECK(old_one.handled() + old_two.handled() == 2);
}

TEST_CASE("a claim ends when the others have left") {
  support::HttpServer old_one(sharing());
  const auto port = old_one.port();
  support::HttpServer new_one(sharing(port));
  support::HttpServer new_two(sharing(port));
  CHECK(claim(new_two, 2) == 3);
  CHECK(old_one.drain(1s).wait_for(2s) == std::future_status::ready);
  const auto serve = [&](int count) {
    for (int i = 0; i < count; ++i) {
      support::RawClient client(port);
      CHECK(client.ask(hello)->status == 200);
    }
  };
  serve(20);
  CHECK(new_one.handled() + new_two.handled() == 20);
  CHECK(claim(new_two, 2) == 2);
  CHECK(claim(new_two, 2) == 2);
  serve(40);
  CHECK(new_one.handled() > 0);
  CHECK(new_two.handled() > 0);
}

TEST_CASE("the loops of one process leave a port together") {
  auto options = sharing();
  options.group = std::make_shared<http::PortGroup>();
  support::HttpServer old_one(options);
  options.port = old_one.port();
  support::HttpServer old_two(options);
  auto first = old_one.drain(60s);
  CHECK(first.wait_for(50ms) == std::future_status::timeout);
  for (int i = 0; i < 40; ++i) {
    support::RawClient client(options.port);
    CHECK(client.ask(hello)->status == 200);
  }
  CHECK(old_one.handled() > 0);  // it goes on while the other one does
  CHECK(old_two.drain(60s).wait_for(2s) == std::future_status::ready);
  CHECK(first.wait_for(2s) == std::future_status::ready);
  CHECK(http::check_port_is_free("127.0.0.1", options.port).has_value());
}

TEST_CASE("a loop waits for the others of its port no longer than its grace") {
  auto options = sharing();
  options.group = std::make_shared<http::PortGroup>();
  support::HttpServer leaving(options);
  options.port = leaving.port();
  support::HttpServer staying(options);
  CHECK(leaving.drain(50ms).wait_for(2s) == std::future_status::ready);
  support::RawClient client(options.port);
  CHECK(client.ask(hello)->status == 200);
  CHECK(staying.handled() == 1);
}

TEST_CASE("no connection is lost while a process leaves a port that a newer one has claimed") {
  auto options = sharing();
  options.group = std::make_shared<http::PortGroup>();
  auto old_one = std::make_unique<support::HttpServer>(options);
  options.port = old_one->port();
  auto old_two = std::make_unique<support::HttpServer>(options);
  options.group = std::make_shared<http::PortGroup>();
  support::HttpServer new_one(options);
  support::HttpServer new_two(options);
  CHECK(claim(new_two, 2) == 4);
  std::atomic<bool> ended{false};
  std::atomic<int> asked{0};
  std::atomic<int> failed{0};
  std::jthread load([&] {
    while (!ended) {
      support::RawClient client(options.port);
      const auto answer = client.ask(hello);
      if (!answer || answer->status != 200) ++failed;
      ++asked;
    }
  });
  while (asked < 50)
    ::poll(nullptr, 0, 1);
  auto first = old_one->drain(1s);
  auto second = old_two->drain(1s);
  CHECK(first.wait_for(2s) == std::future_status::ready);
  CHECK(second.wait_for(2s) == std::future_status::ready);
  const int until = asked + 50;
  while (asked < until)
    ::poll(nullptr, 0, 1);
  ended = true;
  load.join();
  CHECK(failed == 0);
  CHECK(old_one->handled() + old_two->handled() == 0);
}

TEST_CASE("over IPv6 as well") {
  auto options = sharing();
  options.address = "::";
  support::HttpServer old_one(options);
  options.port = old_one.port();
  support::HttpServer new_one(options);
  CHECK(claim(new_one, 1) == 2);
  for (int i = 0; i < 20; ++i) {
    support::RawClient client(options.port);
    CHECK(client.ask(hello)->status == 200);
  }
  CHECK(old_one.handled() == 0);
}

TEST_CASE("a port in use is seen also where SO_REUSEPORT would join it") {
  support::HttpServer server(sharing());
  const auto taken = http::check_port_is_free("127.0.0.1", server.port());
  REQUIRE_FALSE(taken.has_value());
  CHECK(taken.error().detail.contains("Address already in use"));
  CHECK(http::check_port_is_free("127.0.0.1", 0).has_value());
  const auto port = server.port();
  CHECK(server.drain(0s).wait_for(2s) == std::future_status::ready);
  CHECK(http::check_port_is_free("127.0.0.1", port).has_value());
}

}  // namespace server_leave_test
