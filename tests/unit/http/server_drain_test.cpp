// The graceful end: what runs is finished, what is new is refused, and all of it is bounded.
#include <chrono>
#include <memory>
#include <string>

#include <doctest/doctest.h>

#include "support/captured_stderr.hpp"
#include "support/http_server.hpp"
#include "support/raw_client.hpp"

namespace server_drain_test {

using namespace std::chrono_literals;

const std::string hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string wait = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n";

// Returns once that many handlers were called.
void until_handled(support::HttpServer& server, int handled) {
  for (int i = 0; i < 500 && server.handled() < handled; ++i) {
    ::poll(nullptr, 0, 10);
  }
  REQUIRE(server.handled() >= handled);
}

bool is_ready(const std::future<void>& future, std::chrono::milliseconds limit = 0ms) {
  return future.wait_for(limit) == std::future_status::ready;
}

bool can_connect(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return connected;
}

TEST_CASE("a drain with nothing to do ends at once from the loop") {
  support::HttpServer server;
  auto drained = server.drain(60s);
  CHECK(is_ready(drained, 2s));
  server.threads().call([&] { CHECK(server.server().connections() == 0); });
}

TEST_CASE("idle connections are closed at once and nobody new comes in") {
  support::HttpServer server;
  const auto port = server.port();
  support::RawClient fresh(port);
  support::RawClient used(port);
  CHECK(used.ask(hello)->status == 200);
  auto drained = server.drain(60s);
  CHECK(fresh.closed(2s));
  CHECK(used.closed(2s));
  CHECK(is_ready(drained, 2s));
  CHECK_FALSE(can_connect(port));
}

TEST_CASE("what runs is finished and then the connection ends") {
  support::HttpServer server;
  support::RawClient client(server.port());
  client.send(wait + hello);
  until_handled(server, 1);
  auto drained = server.drain(60s);
  CHECK_FALSE(is_ready(drained, 50ms));
  server.open_gate();
  const auto response = client.response();
  REQUIRE(response.has_value());
  CHECK(response->body == "waited");
  CHECK(response->header("Connection") == "close");
  CHECK(client.rest() == "");  // the pipelined one behind it is not begun
  CHECK(server.handled() == 1);
  client.close();
  CHECK(is_ready(drained, 2s));
}

TEST_CASE("a request that was begun before the drain") {
  support::HttpServer server;
  support::RawClient in_header(server.port());
  support::RawClient in_body(server.port());
  CHECK(in_header.ask(hello)->status == 200);
  CHECK(in_body.ask(hello)->status == 200);
  in_header.send(hello.substr(0, 10));
  in_body.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  char first = 0;  // the interim answer: its header was read
  REQUIRE(::recv(in_body.fd(), &first, 1, MSG_PEEK) == 1);
  ::poll(nullptr, 0, 50);  // and the other's ten bytes

  auto drained = server.drain(60s);
  in_body.send("12345");
  const auto served = in_body.response();
  CHECK(served->body == "12345");
  CHECK(served->header("Connection") == "close");

  in_header.send(hello.substr(10));
  const auto refused = in_header.response();
  CHECK(refused->status == 503);
  CHECK(refused->header("Retry-After") == "1");
  CHECK(refused->header("Connection") == "close");
  in_header.close();
  in_body.close();
  CHECK(is_ready(drained, 2s));
}

TEST_CASE("after the grace the rest is cut") {
  const support::CapturedStderr log;
  support::HttpServer server;
  support::RawClient running(server.port());
  support::RawClient half(server.port());
  running.send(wait);
  until_handled(server, 1);
  half.send("GET ");
  ::poll(nullptr, 0, 50);
  auto drained = server.drain(100ms);
  CHECK_FALSE(half.closed(30ms));
  CHECK(half.closed(2s));
  CHECK(running.closed(2s));
  CHECK_FALSE(is_ready(drained, 50ms));  // its handler has not ended
  server.open_gate();
  CHECK(is_ready(drained, 2s));
}

TEST_CASE("a server that is destroyed while connections are open") {
  auto server = std::make_unique<support::HttpServer>();
  support::RawClient idle(server->port());
  support::RawClient running(server->port());
  CHECK(idle.ask(hello)->status == 200);
  running.send(wait);
  until_handled(*server, 1);
  server.reset();
  CHECK(idle.closed());
}

// A server on a loop that the test itself runs.
struct OnOwnLoop {
  base::SystemClock clock;
  support::FakeRandom random;
  base::Log log{base::LogLevel::error, base::LogFormat::text};
  http::Router router{{}, [](const http::FailedRequest&) { return http::Response(); }};
  std::unique_ptr<boost::asio::io_context> loop = std::make_unique<boost::asio::io_context>();
  http::Server server{*loop, support::HttpServer::options_with({}), router, nullptr, clock, random, log};
};

TEST_CASE("after a drain the loop has nothing left to do") {
  OnOwnLoop own;
  REQUIRE(own.server.start().has_value());
  support::RawClient client(own.server.port());
  own.loop->run_for(50ms);
  CHECK(own.server.connections() == 1);
  bool done = false;
  own.server.drain(60s, [&] { done = true; });
  CHECK_FALSE(done);
  const auto start = std::chrono::steady_clock::now();
  own.loop->restart();
  own.loop->run_for(5s);
  CHECK(done);
  CHECK(own.server.connections() == 0);
  CHECK(std::chrono::steady_clock::now() - start < 2s);
}

TEST_CASE("a loop that is destroyed with connections on it") {
  OnOwnLoop own;
  REQUIRE(own.server.start().has_value());
  support::RawClient client(own.server.port());
  client.send("GET ");
  own.loop->run_for(50ms);
  CHECK(own.server.connections() == 1);
  // The server goes first here; its connection's coroutine ends with the loop.
}

TEST_CASE("where a server cannot listen it says so") {
  support::HttpServer first;
  base::SystemClock clock;
  support::FakeRandom random;
  base::Log log(base::LogLevel::error, base::LogFormat::text);
  const http::Router router({}, [](const http::FailedRequest&) { return http::Response(); });
  boost::asio::io_context loop;
  const auto refusal = [&](const std::string& address, std::uint16_t port) {
    auto options = support::HttpServer::options_with({});
    options.address = address;
    options.port = port;
    http::Server server(loop, options, router, nullptr, clock, random, log);
    const auto started = server.start();
    REQUIRE_FALSE(started.has_value());
    CHECK(started.error().code == base::Code::io_failed);
    return started.error().detail;
  };
  CHECK(refusal("127.0.0.1", first.port()) ==
        "cannot listen on 127.0.0.1:" + std::to_string(first.port()) + ": Address already in use");
  CHECK(refusal("192.0.2.1", 80).contains("192.0.2.1:80: Cannot assign requested address"));
  CHECK(refusal("localhost", 0).contains("not an IP address"));
}

TEST_CASE("two loops share a port") {
  auto options = support::HttpServer::options_with({});
  options.reuse_port = true;
  support::HttpServer first(options);
  options.port = first.port();
  support::HttpServer second(options);
  CHECK(second.port() == first.port());
  for (int i = 0; i < 40; ++i) {
    support::RawClient client(first.port());
    CHECK(client.ask(hello)->status == 200);
  }
  CHECK(first.handled() + second.handled() == 40);
  CHECK(first.handled() > 0);
  CHECK(second.handled() > 0);
}

TEST_CASE("IPv6 and IPv4 on one listener") {
  auto options = support::HttpServer::options_with({});
  options.address = "::";
  support::HttpServer server(options);
  support::RawClient client(server.port());
  CHECK(client.ask("GET /show/1/of/2 HTTP/1.1\r\nHost: a\r\n\r\n")->body.contains("|127.0.0.1|"));
}

}  // namespace server_drain_test
