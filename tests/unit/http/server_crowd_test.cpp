// More connections than there are places: who is served, who gives way, who is refused.
#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "http/connection_book.hpp"
#include "support/captured_stderr.hpp"
#include "support/http_server.hpp"
#include "support/raw_client.hpp"

namespace server_crowd_test {

using namespace std::chrono_literals;

const std::string hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string wait_at_gate = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n";

http::ServerLimits limit_of(std::size_t connections) {
  http::ServerLimits limits;
  limits.connections = connections;
  return limits;
}

template <class Condition>
bool comes_true(Condition condition) {
  for (int i = 0; i < 500 && !condition(); ++i) {
    ::poll(nullptr, 0, 10);
  }
  return condition();
}

// Connections whose requests are being handled: nobody may close them.
class Busy {
 public:
  Busy(support::HttpServer& server, int count) : server_(server) {
    const int before = server.handled();
    for (int i = 0; i < count; ++i) {
      clients_.push_back(std::make_unique<support::RawClient>(server.port()));
      clients_.back()->send(wait_at_gate);
    }
    CHECK(comes_true([&] { return server.handled() == before + count; }));
  }
  // All of them are answered.
  bool finish() {
    server_.open_gate();
    bool good = true;
    for (const auto& client : clients_) {
      const auto response = client->response();
      good = good && response && response->status == 200;
    }
    return good;
  }

 private:
  support::HttpServer& server_;
  std::vector<std::unique_ptr<support::RawClient>> clients_;
};

http::ConnectionBook::Counts counts(support::HttpServer& server) { return server.server().book()->counts(); }

TEST_CASE("the connection limit") {
  const support::CapturedStderr log;
  support::HttpServer server(limit_of(2));
  Busy busy(server, 2);
  {
    support::RawClient third(server.port());
    const auto response = third.ask("GET /hello HTTP/1.1\r\nHost: a\r\nAccept-Language: en\r\n\r\n");
    REQUIRE(response.has_value());
    CHECK(response->status == 503);
    CHECK(response->header("Retry-After") == "1");
    CHECK(response->header("Connection") == "close");
    CHECK(response->body == "too many connections|/hello|en|" + response->header("X-Request-Id"));
    CHECK(third.closed());
  }
  for (const std::string& request : {"GET /hello HTTP/1.1\r\n", "nonsense\r\n\r\n"}) {
    support::RawClient other(server.port());
    CHECK(other.ask(request)->status == 503);
  }
  CHECK(server.handled() == 2);
  CHECK(counts(server).refused == 3);
  CHECK(busy.finish());
  CHECK(counts(server).connections == 2);
  support::RawClient fourth(server.port());
  CHECK(fourth.ask(hello)->status == 200);
}

TEST_CASE("the longest idle connection gives way to a new one") {
  support::HttpServer server(limit_of(3));
  support::RawClient first(server.port());
  support::RawClient second(server.port());
  CHECK(first.ask(hello)->status == 200);
  CHECK(second.ask(hello)->status == 200);
  CHECK(first.ask(hello)->status == 200);
  Busy busy(server, 1);
  support::RawClient fourth(server.port());
  CHECK(fourth.ask(hello)->status == 200);
  CHECK(second.closed());
  CHECK(first.ask(hello)->status == 200);
  CHECK(counts(server).made_room == 1);
  CHECK(counts(server).refused == 0);
  CHECK(counts(server).connections == 3);
  CHECK(busy.finish());
}

TEST_CASE("a request that takes its time gives way where nobody is idle") {
  support::HttpServer server(limit_of(2));
  Busy busy(server, 1);
  support::RawClient slow(server.port());
  slow.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  std::string interim(25, '\0');  // HTTP/1.1 100 Continue: its header was read
  REQUIRE(::recv(slow.fd(), interim.data(), interim.size(), MSG_WAITALL) == 25);
  {
    support::RawClient hasty(server.port());  // what began a moment ago may be about to go on
    CHECK(hasty.ask(hello)->status == 503);
  }
  server.clock().advance(1s);
  support::RawClient next(server.port());
  CHECK(next.ask(hello)->status == 200);
  CHECK(slow.closed());
  CHECK(busy.finish());
}

TEST_CASE("far more connections than the limit are closed without a word") {
  support::HttpServer server(limit_of(1));
  Busy busy(server, 1);
  std::vector<std::unique_ptr<support::RawClient>> silent;
  for (int i = 0; i < 64; ++i) {
    silent.push_back(std::make_unique<support::RawClient>(server.port()));
  }
  CHECK(comes_true([&] { return server.connections() == 65; }));
  support::RawClient last(server.port());
  CHECK(last.closed(500ms));
  CHECK(busy.finish());
  CHECK(silent.front()->closed(3s));  // nor may those that are turned away stay
}

TEST_CASE("one address cannot take all connections") {
  const support::CapturedStderr log;
  auto limits = limit_of(10);
  limits.connections_per_address = 3;
  support::HttpServer server(limits);
  std::vector<std::unique_ptr<support::RawClient>> greedy;
  for (int i = 0; i < 3; ++i) {
    greedy.push_back(std::make_unique<support::RawClient>(server.port()));
    CHECK(greedy.back()->ask(hello)->status == 200);
  }
  {
    support::RawClient fourth(server.port());
    const auto response = fourth.ask(hello);
    REQUIRE(response.has_value());
    CHECK(response->status == 503);
    CHECK(response->header("Retry-After") == "1");
  }
  CHECK(greedy.front()->ask(hello)->status == 200);  // it drove nobody out
  CHECK(counts(server).refused_for_address == 1);

  support::RawClient other;
  other.connect(server.port(), "127.0.0.2");
  CHECK(other.ask(hello)->status == 200);
  greedy.pop_back();
  CHECK(comes_true([&] { return counts(server).connections == 3; }));
  support::RawClient again(server.port());
  CHECK(again.ask(hello)->status == 200);
}

TEST_CASE("trusted proxies may take as many connections as there are") {
  auto limits = limit_of(5);
  limits.connections_per_address = 1;
  auto options = support::HttpServer::options_with(limits);
  options.trusted_proxies = {base::Cidr::parse("127.0.0.0/8").value()};
  support::HttpServer server(options);
  Busy busy(server, 5);
  support::RawClient sixth(server.port());
  CHECK(sixth.ask(hello)->status == 503);
  CHECK(busy.finish());
}

TEST_CASE("servers that share a book share its limits") {
  auto options = support::HttpServer::options_with({});
  options.book = std::make_shared<http::ConnectionBook>(
      http::ConnectionLimits{.all = 2, .per_address = 2, .handshakes = 1}, std::vector<base::Cidr>{});
  support::HttpServer one(options);
  support::HttpServer other(options);
  Busy first(one, 1);
  Busy second(other, 1);
  support::RawClient third(one.port());
  CHECK(third.ask(hello)->status == 503);
  options.book->change({.all = 4, .per_address = 4, .handshakes = 1}, {});
  support::RawClient fourth(other.port());
  CHECK(fourth.ask(hello)->status == 200);
  CHECK(first.finish());
  CHECK(second.finish());
}

TEST_CASE("limits that change hold for connections that are there") {
  support::HttpServer server;
  support::RawClient client(server.port());
  CHECK(client.ask(hello)->status == 200);
  http::ServerLimits limits;
  limits.header_bytes = 100;
  server.threads().call([&] { server.server().set_limits(limits, {}); });
  CHECK(client.ask("GET /hello HTTP/1.1\r\nHost: a\r\nX: " + std::string(200, 'x') + "\r\n\r\n")->status ==
        431);
}

TEST_CASE("pipelined requests wait in the kernel") {
  http::ServerLimits limits;
  limits.write = 300ms;
  support::HttpServer server(limits);
  support::RawClient flood(server.port());
  support::RawClient good(server.port());
  // Nobody reads these answers, so nothing of this is handled beyond what the sockets hold.
  std::string many;
  for (int i = 0; i < 1'000; ++i)
    many += wait_at_gate;
  flood.send(many);
  CHECK(comes_true([&] { return server.handled() == 1; }));
  CHECK(good.ask(hello)->status == 200);
  CHECK(server.handled() == 2);
  server.open_gate();
  for (int i = 0; i < 1'000; ++i)
    REQUIRE(flood.response()->body == "waited");

  support::RawClient deaf(server.port());
  const int before = server.handled();
  std::string large;
  for (int i = 0; i < 10; ++i)
    large += "GET /large HTTP/1.1\r\nHost: a\r\n\r\n";
  deaf.send(large);
  CHECK(comes_true([&] { return server.handled() > before; }));
  CHECK(good.ask(hello)->status == 200);
  CHECK(comes_true([&] { return counts(server).connections == 2; }));
  CHECK(server.handled() <= before + 3);
}

}  // namespace server_crowd_test
