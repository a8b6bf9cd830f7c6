// What a well-behaved client sees: keep-alive, pipelining, bodies, HEAD, expectations.
#include <random>
#include <string>

#include <doctest/doctest.h>

#include "support/http_server.hpp"
#include "support/raw_client.hpp"

namespace server_requests_test {

const std::string host = "Host: a\r\n";
const std::string hello = "GET /hello HTTP/1.1\r\n" + host + "\r\n";

std::string post(const std::string& path, const std::string& body, const std::string& more = "") {
  return "POST " + path + " HTTP/1.1\r\n" + host + more + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

std::string chunked(const std::string& body, std::size_t size) {
  std::string out = "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n";
  for (std::size_t at = 0; at < body.size(); at += size) {
    const auto part = body.substr(at, size);
    char line[20];
    std::snprintf(line, sizeof line, "%zx\r\n", part.size());
    out += line + part + "\r\n";
  }
  return out + "0\r\n\r\n";
}

TEST_CASE("an answer has what every answer has") {
  support::HttpServer server;
  support::RawClient client(server.port());
  const auto response = client.ask(hello);
  REQUIRE(response.has_value());
  CHECK(response->head.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(response->body == "hello");
  CHECK(response->header("Content-Type") == "text/plain");
  CHECK(response->header("Content-Length") == "5");
  CHECK(response->header("Date").ends_with(" GMT"));
  CHECK(response->header("X-Request-Id").size() == 36);
  CHECK_FALSE(response->has_header("Connection"));
  CHECK_FALSE(response->has_header("Server"));
  CHECK_FALSE(response->head.contains("Access-Control"));
}

TEST_CASE("one connection many requests each with an id of its own") {
  support::HttpServer server;
  support::RawClient client(server.port());
  std::string last;
  for (int i = 0; i < 50; ++i) {
    const auto response = client.ask(hello);
    REQUIRE(response.has_value());
    CHECK(response->status == 200);
    CHECK(response->header("X-Request-Id") != last);
    last = response->header("X-Request-Id");
  }
  CHECK(server.connections() == 1);
  CHECK(server.handled() == 50);
}

TEST_CASE("pipelined requests are answered in their order") {
  support::HttpServer server;
  support::RawClient client(server.port());
  std::string requests;
  for (int i = 0; i < 100; ++i) {
    const std::string body =
        "body " + std::to_string(i) + std::string(static_cast<std::size_t>(i * 13 % 300), 'x');
    requests += i % 2 == 0 ? post("/echo", body) : chunked(body, 7);
  }
  client.send(requests);
  for (int i = 0; i < 100; ++i) {
    const auto response = client.response();
    REQUIRE(response.has_value());
    CHECK(response->status == 200);
    CHECK(response->body.starts_with("body " + std::to_string(i)));
  }
  CHECK(server.handled() == 100);
}

TEST_CASE("pipelined requests wait for the one before them") {
  support::HttpServer server;
  support::RawClient client(server.port());
  client.send("GET /wait HTTP/1.1\r\n" + host + "\r\n" + hello);
  support::RawClient other(server.port());
  CHECK(other.ask(hello)->status == 200);
  CHECK(server.handled() == 2);  // the one that waits and the other connection's
  server.open_gate();
  CHECK(client.response()->body == "waited");
  CHECK(client.response()->body == "hello");
}

TEST_CASE("how the pieces arrive makes no difference") {
  support::HttpServer server;
  const std::string large(20'000, 'L');
  const std::string requests = hello + post("/echo", "abc") + chunked("hello chunked world", 4) + "\r\n" +
                               post("/echo", large) + "\r\n" + chunked(large, 3'333) + hello;
  const std::string answers[] = {"hello", "abc", "hello chunked world", large, large, "hello"};
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    support::RawClient client(server.port());
    for (std::size_t at = 0; at < requests.size();) {
      const std::size_t size =
          round == 0 ? 700 : std::uniform_int_distribution<std::size_t>(1, 3'000)(random);
      client.send(std::string_view(requests).substr(at, size));
      at += size;
    }
    for (const auto& answer : answers) {
      const auto response = client.response();
      REQUIRE(response.has_value());
      CHECK(response->body == answer);
    }
  }
}

TEST_CASE("a header byte by byte") {
  support::HttpServer server;
  support::RawClient client(server.port());
  for (const char c : "\r\n" + hello + chunked("ab", 1)) {
    client.send({&c, 1});
  }
  CHECK(client.response()->body == "hello");
  CHECK(client.response()->body == "ab");
}

TEST_CASE("what a handler sees") {
  support::HttpServer server;
  support::RawClient client(server.port());
  const auto shown = [&](const std::string& request) { return client.ask(request)->body; };
  CHECK(shown("GET /show/1/of/a%2Fb?x=1?&y#z HTTP/1.1\r\nHost: a\r\n\r\n").starts_with("the request target"));
  support::RawClient again(server.port());
  CHECK(again.ask("GET /show/1/of/a%2Fb?x=1?&y HTTP/1.1\r\nHost: a\r\nX-PROBE:  \t a b \t\r\n\r\n")->body ==
        "GET|/show/1/of/a%2Fb|x=1?&y|127.0.0.1|plain|a b|1|a%2Fb|");
  CHECK(again.ask("GET /show/1/of/2 HTTP/1.1\r\nHost: a\r\n\r\n")->body ==
        "GET|/show/1/of/2||127.0.0.1|plain||1|2|");

  // A body for which the buffer has to grow under the header, in two pieces.
  const std::string body(50'000, 'b');
  const auto request = post("/show/one/of/two", body, "X-Probe: " + std::string(500, 'p') + "\r\n");
  again.send(request.substr(0, 1'000));
  CHECK(again.ask(request.substr(1'000))->body ==
        "POST|/show/one/of/two||127.0.0.1|plain|" + std::string(500, 'p') + "|one|two|" + body);
}

TEST_CASE("HEAD is GET without the body") {
  support::HttpServer server;
  support::RawClient client(server.port());
  client.send("HEAD /hello HTTP/1.1\r\n" + host + "\r\n");
  const auto response = client.response(true);
  REQUIRE(response.has_value());
  CHECK(response->status == 200);
  CHECK(response->header("Content-Length") == "5");
  client.send("HEAD /nowhere HTTP/1.1\r\n" + host + "\r\n");
  CHECK(client.response(true)->status == 404);
  CHECK(client.ask(hello)->body == "hello");
  CHECK(server.seen().at(0).method == http::Method::head);
}

TEST_CASE("404 and 405 come from the table and keep the connection") {
  support::HttpServer server;
  support::RawClient client(server.port());
  const auto nowhere = client.ask("GET /nowhere?secret HTTP/1.1\r\n" + host + "Accept-Language: zh\r\n\r\n");
  CHECK(nowhere->status == 404);
  CHECK(nowhere->body == "there is nothing at this path|/nowhere|zh|" + nowhere->header("X-Request-Id"));
  CHECK_FALSE(nowhere->has_header("Allow"));
  CHECK_FALSE(nowhere->has_header("Connection"));

  const auto wrong = client.ask(post("/hello", "a body"));
  CHECK(wrong->status == 405);
  CHECK(wrong->header("Allow") == "GET, HEAD");
  CHECK(client.ask("OPTIONS /echo HTTP/1.1\r\n" + host + "\r\n")->header("Allow") == "POST");
  CHECK(client.ask("TRACE /nowhere HTTP/1.1\r\n" + host + "\r\n")->status == 404);

  auto stray = chunked("a chunked body for nobody", 5);
  stray.replace(stray.find("/echo"), 5, "/nope");
  CHECK(client.ask(stray)->status == 404);
  CHECK(client.ask(hello)->body == "hello");
  CHECK(server.connections() == 1);

  const auto seen = server.seen();
  REQUIRE(seen.size() == 6);
  CHECK(seen[0].route == "");
  CHECK(seen[0].method == http::Method::get);
  CHECK(seen[0].status == 404);
  CHECK(seen[0].code == "failed");
  CHECK_FALSE(seen[2].method.has_value());
  CHECK(seen[5].route == "/hello");
  CHECK(seen[5].code == "");
}

TEST_CASE("a large body for nobody is not waited for") {
  support::HttpServer server;
  support::RawClient client(server.port());
  client.send("POST /nowhere HTTP/1.1\r\n" + host + "Content-Length: 1000000\r\n\r\n");
  const auto response = client.response();
  CHECK(response->status == 404);
  CHECK(response->header("Connection") == "close");
  CHECK(client.closed());
}

TEST_CASE("HTTP 1 0") {
  support::HttpServer server;
  support::RawClient once(server.port());
  const auto response = once.ask("GET /hello HTTP/1.0\r\n\r\n");
  CHECK(response->body == "hello");
  CHECK(response->header("Connection") == "close");
  CHECK(once.closed());

  support::RawClient kept(server.port());
  CHECK(kept.ask("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")->header("Connection") ==
        "keep-alive");
  CHECK(kept.ask("POST /echo HTTP/1.0\r\nExpect: what\r\nContent-Length: 2\r\n\r\nab")->body == "ab");
  CHECK(kept.closed());
}

TEST_CASE("the client closes") {
  support::HttpServer server;
  support::RawClient client(server.port());
  const auto response = client.ask("GET /hello HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n" + hello);
  CHECK(response->body == "hello");
  CHECK(response->header("Connection") == "close");
  CHECK(client.rest() == "");
  CHECK(server.handled() == 1);

  // Half-closed: the answer still comes.
  support::RawClient half(server.port());
  half.send(hello);
  half.finish_sending();
  CHECK(half.response()->body == "hello");
  CHECK(half.closed());

  // In the middle of a request: nobody is left to answer.
  for (const std::string& part :
       {"GET /he", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab"}) {
    support::RawClient gone(server.port());
    gone.send(part);
    gone.finish_sending();
    CHECK(gone.closed());
  }
  CHECK(server.handled() == 2);
}

TEST_CASE("Expect 100-continue") {
  support::HttpServer server;
  support::RawClient client(server.port());
  const std::string head = "POST /echo HTTP/1.1\r\n" + host + "Expect: 100-continue\r\n";

  client.send(head + "Content-Length: 5\r\n\r\n");
  char first = 0;  // comes before the body is sent
  REQUIRE(::recv(client.fd(), &first, 1, MSG_PEEK) == 1);
  client.send("hello");
  CHECK(client.response()->body == "hello");
  CHECK(client.interim() == 1);

  client.send(head + "Content-Length: 5\r\n\r\nhello");  // the body is there already
  CHECK(client.response()->body == "hello");
  CHECK(client.interim() == 1);

  client.send(head + "Transfer-Encoding: chunked\r\n\r\n");
  client.send("5\r\nhello\r\n0\r\n\r\n");
  CHECK(client.response()->body == "hello");
  CHECK(client.interim() == 2);

  client.send(head + "\r\n");  // no body at all
  CHECK(client.response()->body == "");
  CHECK(client.interim() == 2);

  client.send("POST /nowhere HTTP/1.1\r\n" + host + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  CHECK(client.response()->status == 404);
  CHECK(client.interim() == 2);
  CHECK(client.closed());

  support::RawClient large(server.port());
  large.send("POST /small HTTP/1.1\r\n" + host + "Expect: 100-continue\r\nContent-Length: 11\r\n\r\n");
  CHECK(large.response()->status == 413);
  CHECK(large.interim() == 0);
}

TEST_CASE("an upgrade is not taken up") {
  support::HttpServer server;
  support::RawClient client(server.port());
  const auto response =
      client.ask("GET /hello HTTP/1.1\r\n" + host +
                 "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n");
  CHECK(response->status == 200);
  CHECK_FALSE(response->has_header("Upgrade"));
  CHECK(client.ask(hello)->status == 200);
}

TEST_CASE("chunk extensions and trailers are dropped") {
  support::HttpServer server;
  support::RawClient client(server.port());
  client.send(
      "POST /show/1/of/2 HTTP/1.1\r\n" + host +
      "Transfer-Encoding: chunked\r\n\r\n5;a=b;c=\"d e\"\r\nhello\r\n0;z\r\nX-Probe: no\r\nHost: b\r\n\r\n" +
      hello);
  CHECK(client.response()->body == "POST|/show/1/of/2||127.0.0.1|plain||1|2|hello");
  CHECK(client.response()->body == "hello");
}

TEST_CASE("a large answer arrives whole") {
  support::HttpServer server;
  support::RawClient client(server.port());
  client.send("GET /large HTTP/1.1\r\n" + host + "\r\n" + hello);
  const auto response = client.response();
  REQUIRE(response.has_value());
  CHECK(response->body.size() == std::size_t{8} << 20);
  CHECK(response->body.find_first_not_of('x') == std::string::npos);
  CHECK(client.response()->body == "hello");
}

}  // namespace server_requests_test
