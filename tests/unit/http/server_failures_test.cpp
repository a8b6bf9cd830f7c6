// Handlers and renderers that fail, and handlers that write for themselves.
#include <poll.h>

#include <random>
#include <string>

#include <doctest/doctest.h>

#include "http/takeover.hpp"
#include "support/captured_stderr.hpp"
#include "support/http_server.hpp"
#include "support/raw_client.hpp"

namespace server_failures_test {

const std::string hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

std::size_t occurrences(const std::string& text, const std::string& word) {
  std::size_t count = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    ++count;
  }
  return count;
}

http::Route route(const std::string& path, http::Handler handler) {
  return {http::Method::get, path, 0, std::move(handler)};
}

TEST_CASE("a handler that throws") {
  const support::CapturedStderr log;
  support::HttpServer server;
  support::RawClient client(server.port());
  const auto response = client.ask("GET /fail?access_token=SECRET HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(response->status == 500);
  CHECK(response->body.starts_with("something unexpected happened|/fail|"));
  CHECK_FALSE(response->body.contains("SECRET"));
  CHECK(client.ask(hello)->status == 200);

  const auto text = log.text();
  CHECK(occurrences(text, "handler_failed") == 1);
  CHECK(text.contains("route=/fail"));
  CHECK(text.contains("exception=std::runtime_error"));
  CHECK(text.contains("request_id=" + response->header("X-Request-Id")));
  CHECK_FALSE(text.contains("SECRET"));
  CHECK(server.seen().at(0).status == 500);
  CHECK(server.seen().at(0).route == "/fail");
}

TEST_CASE("what an exception says of itself is logged only where it quotes nothing") {
  const support::CapturedStderr log;
  std::vector<http::Route> routes;
  routes.push_back(route("/logic", [](const http::Request&) -> base::Awaitable<http::Response> {
    throw std::out_of_range("an index");
    co_return http::Response();
  }));
  routes.push_back(route("/system", [](const http::Request&) -> base::Awaitable<http::Response> {
    throw boost::system::system_error(boost::asio::error::eof, "PRIVATE");
    co_return http::Response();
  }));
  routes.push_back(route("/odd", [](const http::Request&) -> base::Awaitable<http::Response> {
    throw 7;
    co_return http::Response();
  }));
  routes.push_back(route(
      "/outside", [](const http::Request&) -> base::Awaitable<http::Response> { throw std::bad_alloc(); }));
  support::HttpServer server(support::HttpServer::options_with({}), nullptr, std::move(routes));
  support::RawClient client(server.port());
  for (const std::string path : {"/logic", "/system", "/odd", "/outside"}) {
    CHECK(client.ask("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n")->status == 500);
  }
  const auto text = log.text();
  CHECK(text.contains("std::out_of_range"));
  CHECK(text.contains("End of file"));
  CHECK(text.contains("exception=unknown"));
  CHECK(text.contains("std::bad_alloc"));
  CHECK_FALSE(text.contains("PRIVATE"));
}

TEST_CASE("a renderer that throws") {
  const support::CapturedStderr log;
  support::HttpServer server;
  support::RawClient client(server.port());
  const auto response = client.ask("GET /renderer-throws HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(response->status == 500);
  CHECK(response->body == "");
  CHECK(response->header("Content-Length") == "0");
  CHECK(client.ask(hello)->status == 200);
}

TEST_CASE("an answer that would break the framing does not leave") {
  const support::CapturedStderr log;
  std::vector<http::Route> routes;
  routes.push_back(route("/split", [](const http::Request& request) -> base::Awaitable<http::Response> {
    http::Response response;
    response.headers.emplace_back("X-Echo", *http::query_parameter(request.query, "a"));
    co_return response;
  }));
  support::HttpServer server(support::HttpServer::options_with({}), nullptr, std::move(routes));
  support::RawClient client(server.port());
  CHECK(client.ask("GET /split?a=fine HTTP/1.1\r\nHost: a\r\n\r\n")->header("X-Echo") == "fine");
  const auto response = client.ask("GET /split?a=x%0d%0aSet-Cookie:%20y HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(response->status == 500);
  CHECK_FALSE(response->has_header("Set-Cookie"));
  CHECK(log.text().contains("answer_not_sendable"));
}

TEST_CASE("an answer may end the connection") {
  std::vector<http::Route> routes;
  routes.push_back(route("/last", [](const http::Request&) -> base::Awaitable<http::Response> {
    http::Response response;
    response.status = 204;
    response.close = true;
    co_return response;
  }));
  support::HttpServer server(support::HttpServer::options_with({}), nullptr, std::move(routes));
  support::RawClient client(server.port());
  const auto response = client.ask("GET /last HTTP/1.1\r\nHost: a\r\n\r\n" + hello);
  CHECK(response->status == 204);
  CHECK_FALSE(response->has_header("Content-Length"));
  CHECK(response->header("Connection") == "close");
  CHECK(client.rest() == "");
}

class Scripted final : public http::Takeover {
 public:
  enum class End { proper, reset, exception };
  Scripted(std::string bytes, End end) : bytes_(std::move(bytes)), end_(end) {}

  base::Awaitable<void> run(http::RawStream& stream) override {
    const bool written = co_await stream.write(bytes_);
    if (written && end_ == End::reset) stream.reset();
    if (end_ == End::exception) throw std::runtime_error("takeover");
  }

 private:
  std::string bytes_;
  End end_;
};

TEST_CASE("a handler may write the answer itself right or wrong") {
  const support::CapturedStderr log;
  std::vector<http::Route> routes;
  for (const auto& [path, how] :
       {std::pair("/cut", Scripted::End::proper), std::pair("/reset", Scripted::End::reset),
        std::pair("/throw", Scripted::End::exception)}) {
    routes.push_back(route(path, [end = how](const http::Request&) -> base::Awaitable<http::Response> {
      http::Response response;
      response.status = 299;
      response.code = "scripted";
      response.takeover =
          std::make_shared<Scripted>("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", end);
      co_return response;
    }));
  }
  support::HttpServer server(support::HttpServer::options_with({}), nullptr, std::move(routes));
  support::RawClient cut(server.port());
  cut.send("GET /cut HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(cut.rest() == "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");

  support::RawClient reset(server.port());
  reset.send("GET /reset HTTP/1.1\r\nHost: a\r\n\r\n");
  pollfd poll{.fd = reset.fd(), .events = POLLRDHUP, .revents = 0};
  ::poll(&poll, 1, 5'000);
  CHECK((poll.revents & POLLERR) != 0);

  support::RawClient thrown(server.port());
  thrown.send("GET /throw HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(thrown.rest().ends_with("short"));
  CHECK(log.text().contains("handler_failed"));

  REQUIRE(server.seen().size() == 3);
  CHECK(server.seen()[0].status == 299);
  CHECK(server.seen()[0].code == "scripted");
}

TEST_CASE("damaged requests are always answered or refused and the server goes on") {
  http::ServerLimits limits;
  limits.read_header = std::chrono::milliseconds(30);
  limits.read_body = std::chrono::milliseconds(30);
  support::HttpServer server(limits);
  const auto port = server.port();
  const std::string requests[] = {
      hello,
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=\"y\"\r\nhello\r\n0\r\nA: "
      "b\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: "
      "0\r\n\r\n",
  };
  std::mt19937 random(11);
  const auto any = [&](std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
  };
  for (int round = 0; round < 400; ++round) {
    std::string request = requests[any(std::size(requests))];
    for (std::size_t damage = 0; damage <= any(3); ++damage) {
      const auto at = any(request.size());
      switch (any(4)) {
        case 0:
          request[at] = static_cast<char>(any(256));
          break;
        case 1:
          request.erase(at, 1 + any(4));
          break;
        case 2:
          request.insert(at, 1 + any(3), "\r\n :0,;\t"[any(8)]);
          break;
        default:
          request += request.substr(at);
          break;
      }
    }
    CAPTURE(request);
    support::RawClient client(port);
    client.send(request);
    client.finish_sending();
    const auto bytes = client.rest();
    for (std::size_t at = bytes.find("HTTP/1.1 "); at != std::string::npos;
         at = bytes.find("HTTP/1.1 ", at + 1)) {
      const auto status = bytes.substr(at + 9, 3);
      CHECK((status == "200" || status == "100" || status[0] == '4'));
    }
  }
  support::RawClient client(port);
  CHECK(client.ask(hello)->status == 200);
}

}  // namespace server_failures_test
