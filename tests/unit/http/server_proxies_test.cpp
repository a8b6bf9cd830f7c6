// A server behind proxies: X-Forwarded-For and the PROXY protocol, over real connections.
#include <chrono>
#include <string>

#include <doctest/doctest.h>

#include "support/captured_stderr.hpp"
#include "support/http_server.hpp"
#include "support/raw_client.hpp"

namespace server_proxies_test {

using namespace std::string_literals;
using namespace std::chrono_literals;

std::string show(const std::string& more = "") {
  return "GET /show/1/of/2 HTTP/1.1\r\nHost: a\r\n" + more + "\r\n";
}

http::ServerOptions behind(const char* proxies, bool proxy_protocol = false) {
  http::ServerLimits limits;
  limits.handshake = 200ms;
  auto options = support::HttpServer::options_with(limits);
  options.trusted_proxies = {*base::Cidr::parse(proxies)};
  options.proxy_protocol = proxy_protocol;
  return options;
}

std::string client_in(const std::optional<support::RawResponse>& response) {
  REQUIRE(response.has_value());
  std::string rest = response->body;
  for (int i = 0; i < 3; ++i)
    rest.erase(0, rest.find('|') + 1);
  return rest.substr(0, rest.find('|'));
}

const std::string signature = "\r\n\r\n\0\r\nQUIT\n"s;
const std::string from_203_0_113_7 =
    signature + "\x21\x11\0\x0c"s + "\xcb\0\x71\x07\x7f\0\0\x01\x12\x34\x01\xbb"s;
const std::string from_10_0_0_1 = signature + "\x21\x11\0\x0c"s + "\x0a\0\0\x01\x7f\0\0\x01\x12\x34\x01\xbb"s;
const std::string local = signature + "\x20\0\0\0"s;

TEST_CASE("the forwarding header of a trusted proxy") {
  support::HttpServer server(behind("127.0.0.0/8"));
  support::RawClient client(server.port());
  CHECK(client_in(client.ask(show("X-Forwarded-For: 1.2.3.4, 203.0.113.9\r\n"))) == "203.0.113.9");
  CHECK(client_in(client.ask(show("X-Forwarded-For: 198.51.100.1\r\n"))) == "198.51.100.1");
  CHECK(client_in(client.ask(show())) == "127.0.0.1");
}

TEST_CASE("the forwarding header of anyone else") {
  support::HttpServer server(behind("10.0.0.0/8"));
  support::RawClient client(server.port());
  CHECK(client_in(client.ask(show("X-Forwarded-For: 203.0.113.9\r\n"))) == "127.0.0.1");
}

TEST_CASE("the PROXY header of a trusted proxy") {
  support::HttpServer server(behind("127.0.0.0/8", true));
  support::RawClient client(server.port());
  CHECK(client_in(client.ask(from_203_0_113_7 + show())) == "203.0.113.7");
  // The caller is no proxy that may forward for others.
  CHECK(client_in(client.ask(show("X-Forwarded-For: 198.51.100.1\r\n"))) == "203.0.113.7");

  support::RawClient pieces(server.port());
  for (const char c : from_203_0_113_7 + show()) {
    pieces.send({&c, 1});
  }
  CHECK(client_in(pieces.response()) == "203.0.113.7");

  support::RawClient check(server.port());
  CHECK(client_in(check.ask(local + show())) == "127.0.0.1");
}

TEST_CASE("a trusted proxy that a PROXY header names may forward for others") {
  auto options = behind("127.0.0.0/8", true);
  options.trusted_proxies.push_back(*base::Cidr::parse("10.0.0.0/8"));
  support::HttpServer server(options);
  support::RawClient client(server.port());
  CHECK(client_in(client.ask(from_10_0_0_1 + show("X-Forwarded-For: 198.51.100.1\r\n"))) == "198.51.100.1");
}

TEST_CASE("a trusted proxy without a proper PROXY header gets no answer") {
  const support::CapturedStderr log;
  support::HttpServer server(behind("127.0.0.0/8", true));
  const auto port = server.port();
  const std::string wrong[] = {show(), "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + show(),
                               signature + "\x21\x11\x10\0"s + std::string(4'096, 'x') + show(),
                               signature + "\x21\x11\0\x04"s + "abcd" + show()};
  for (const auto& bytes : wrong) {
    support::RawClient client(port);
    client.send(bytes);
    CHECK(client.rest() == "");
  }
  for (const auto& beginning : {""s, from_203_0_113_7.substr(0, 5), from_203_0_113_7.substr(0, 20)}) {
    support::RawClient client(port);
    client.send(beginning);
    CHECK_FALSE(client.closed(100ms));
    CHECK(client.closed(2s));
  }
  CHECK(server.handled() == 0);
}

TEST_CASE("a connection that is still being opened when a drain begins") {
  auto options = behind("127.0.0.0/8", true);
  options.limits.handshake = 10s;
  support::HttpServer server(options);
  support::RawClient client(server.port());
  client.send(from_203_0_113_7.substr(0, 20));
  while (server.connections() == 0)
    ::poll(nullptr, 0, 5);
  auto drained = server.drain(60s);
  CHECK_FALSE(client.closed(50ms));
  client.send(from_203_0_113_7.substr(20));
  CHECK(client.closed(2s));
  CHECK(drained.wait_for(2s) == std::future_status::ready);
}

TEST_CASE("a PROXY header from anyone else is not HTTP") {
  support::HttpServer server(behind("10.0.0.0/8", true));
  support::RawClient plain(server.port());
  CHECK(client_in(plain.ask(show())) == "127.0.0.1");
  support::RawClient forged(server.port());
  CHECK(forged.ask(from_203_0_113_7 + show())->status == 400);
  CHECK(server.handled() == 1);
}

}  // namespace server_proxies_test
