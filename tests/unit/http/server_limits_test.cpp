// Every wait ends, every size has a limit.
#include <sys/resource.h>

#include <chrono>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/captured_stderr.hpp"
#include "support/http_server.hpp"
#include "support/raw_client.hpp"

namespace server_limits_test {

using namespace std::chrono_literals;

const std::string hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

std::string request_of_size(std::size_t header) {
  const std::string start = "GET /hello HTTP/1.1\r\nHost: a\r\nX-Fill: ";
  return start + std::string(header - start.size() - 4, 'x') + "\r\n\r\n";
}

// Sends `piece` every few milliseconds until something comes back or `limit` is over; how long that took.
std::chrono::milliseconds drip(support::RawClient& client, std::string_view piece,
                               std::chrono::milliseconds limit = 5s) {
  const auto start = std::chrono::steady_clock::now();
  const auto elapsed = [&] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  };
  pollfd poll{.fd = client.fd(), .events = POLLIN, .revents = 0};
  while (elapsed() < limit && client.send(piece) && ::poll(&poll, 1, 10) == 0) {
  }
  return elapsed();
}

// Waits until the server has that many connections.
bool settles_at(support::HttpServer& server, std::size_t connections) {
  for (int i = 0; i < 500 && server.connections() != connections; ++i) {
    ::poll(nullptr, 0, 10);
  }
  return server.connections() == connections;
}

TEST_CASE("the header limit") {
  http::ServerLimits limits;
  limits.header_bytes = 3'000;
  support::HttpServer server(limits);
  {
    support::RawClient client(server.port());
    CHECK(client.ask(request_of_size(3'000))->status == 200);
    CHECK(client.ask(request_of_size(2'999) + request_of_size(3'000))->status == 200);
    CHECK(client.response()->status == 200);
    const auto response = client.ask(request_of_size(3'001));
    CHECK(response->status == 431);
    CHECK(response->header("Connection") == "close");
    CHECK(client.closed());
  }
  for (const std::string& piece : {std::string(5'000, 'G'), "GET /" + std::string(5'000, 'a'),
                                   "GET / HTTP/1.1\r\nHost: " + std::string(1'000'000, 'a')}) {
    support::RawClient client(server.port());
    client.send(piece);
    CHECK(client.response()->status == 431);
    CHECK(client.rest() == "");
  }
}

TEST_CASE("a header limit below the first buffer") {
  http::ServerLimits limits;
  limits.header_bytes = 100;
  support::HttpServer server(limits);
  support::RawClient client(server.port());
  CHECK(client.ask(request_of_size(100))->status == 200);
  CHECK(client.ask(request_of_size(101))->status == 431);
}

TEST_CASE("the body limit of a route") {
  support::HttpServer server;
  const std::string start = "POST /small HTTP/1.1\r\nHost: a\r\n";
  support::RawClient fits(server.port());
  CHECK(fits.ask(start + "Content-Length: 10\r\n\r\n0123456789")->body == "0123456789");
  CHECK(fits.ask(start + "Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n")->body ==
        "0123456789");
  CHECK(server.handled() == 2);

  for (const std::string& body :
       {"Content-Length: 11\r\n\r\n", "Content-Length: 18446744073709551615\r\n\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\nb\r\n", "Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n6\r\n",
        "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"}) {
    CAPTURE(body);
    support::RawClient client(server.port());
    const auto response = client.ask(start + body);
    REQUIRE(response.has_value());
    CHECK(response->status == 413);
    CHECK(response->header("Connection") == "close");
    CHECK(client.closed());
  }
  CHECK(server.handled() == 2);

  support::RawClient none(server.port());
  CHECK(none.ask("GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")->status == 413);
}

TEST_CASE("a 413 reaches a client that sends its whole body first") {
  support::HttpServer server;
  support::RawClient client(server.port());
  const std::string body(2'000'000, 'b');
  CHECK(client.send("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n" + body));
  CHECK(client.response()->status == 413);
}

TEST_CASE("a chunk extension without end") {
  support::HttpServer server;
  support::RawClient client(server.port());
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;" +
              std::string(50'000, 'x'));
  CHECK(client.response()->status == 400);
  support::RawClient trailer(server.port());
  trailer.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: " +
               std::string(50'000, 'x'));
  CHECK(trailer.response()->status == 400);
  CHECK(server.handled() == 0);
}

TEST_CASE("a header that drips in is cut at one absolute moment") {
  http::ServerLimits limits;
  limits.read_header = 200ms;
  support::HttpServer server(limits);
  support::RawClient client(server.port());
  client.send("GET /hello HTTP/1.1\r\nHost: a\r\nX: ");
  const auto took = drip(client, "x");
  CHECK(took >= 150ms);
  CHECK(took < 2s);
  CHECK(client.response()->status == 408);

  // Also behind a request that was answered, and after an idle time in which the limit passed.
  limits.idle = 5s;
  support::RawClient second(server.port());
  CHECK(second.ask(hello)->status == 200);
  ::poll(nullptr, 0, 300);
  CHECK(second.ask(hello)->status == 200);
  second.send(hello + "GET ");
  CHECK(second.response()->status == 200);
  const auto response = second.response();
  CHECK(response->status == 408);
  CHECK(response->header("Connection") == "close");
  CHECK(second.closed());
}

TEST_CASE("a body that drips in is cut at one absolute moment") {
  http::ServerLimits limits;
  limits.read_body = 200ms;
  support::HttpServer server(limits);
  for (const std::string& framing :
       {"Content-Length: 10000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n2710\r\n"}) {
    CAPTURE(framing);
    support::RawClient client(server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\n" + framing);
    const auto took = drip(client, "x");
    CHECK(took >= 150ms);
    CHECK(took < 2s);
    CHECK(client.response()->status == 408);
  }
  CHECK(server.handled() == 0);
}

TEST_CASE("idle connections are closed without a word") {
  http::ServerLimits limits;
  limits.idle = 150ms;
  support::HttpServer server(limits);
  support::RawClient client(server.port());
  CHECK(client.ask(hello)->status == 200);
  CHECK_FALSE(client.closed(50ms));
  CHECK(client.ask(hello)->status == 200);
  CHECK(client.closed(2s));
}

TEST_CASE("a connection that never says anything") {
  http::ServerLimits limits;
  limits.read_header = 100ms;
  support::HttpServer server(limits);
  support::RawClient client(server.port());
  CHECK(client.closed(2s));

  support::RawClient empty_line(server.port());
  empty_line.send("\r\n");
  CHECK(empty_line.closed(2s));
  CHECK(server.seen().empty());
}

TEST_CASE("a client that does not read its answer") {
  http::ServerLimits limits;
  limits.write = 150ms;
  support::HttpServer server(limits);
  support::RawClient client(server.port());
  client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(settles_at(server, 1));
  CHECK(settles_at(server, 0));
  CHECK(client.rest().size() < std::size_t{8} << 20);
}

TEST_CASE("without a file descriptor accepting pauses and goes on") {
  const support::CapturedStderr log;
  support::HttpServer server;
  const auto port = server.port();
  support::RawClient before(port);
  CHECK(before.ask(hello)->status == 200);
  support::RawClient client;

  rlimit original{};
  ::getrlimit(RLIMIT_NOFILE, &original);
  const int next = ::dup(0);
  ::close(next);
  const rlimit exhausted{.rlim_cur = static_cast<rlim_t>(next), .rlim_max = original.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &exhausted);
  client.connect(port);
  client.send(hello);
  rusage start{};
  ::getrusage(RUSAGE_SELF, &start);
  pollfd poll{.fd = client.fd(), .events = POLLIN, .revents = 0};
  const int answered = ::poll(&poll, 1, 300);
  rusage end{};
  ::getrusage(RUSAGE_SELF, &end);
  const bool others_work = before.ask(hello).has_value();
  ::setrlimit(RLIMIT_NOFILE, &original);

  CHECK(answered == 0);
  CHECK(others_work);
  const auto micros = [](const rusage& usage) {
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1'000'000 + usage.ru_utime.tv_usec +
           usage.ru_stime.tv_usec;
  };
  CHECK(micros(end) - micros(start) < 150'000);  // of the 300 ms: the loop does not spin
  CHECK(client.response()->status == 200);
}

}  // namespace server_limits_test
