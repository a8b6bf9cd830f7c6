#include <doctest/doctest.h>

#include "http/request_writer.hpp"

namespace client_request_writer_test {

http::OutgoingRequest request(std::string_view target, std::string_view body = "{\"a\":1}") {
  http::OutgoingRequest made;
  made.target = target;
  made.body = body;
  return made;
}

std::string written(const http::OutgoingRequest& request, std::string_view prefix = "") {
  std::string out;
  http::append_request(out, request, prefix, "host:81");
  return out;
}

TEST_CASE("request - one buffer with head and body") {
  CHECK(written(request("/p?t=%2B")) ==
        "POST /p?t=%2B HTTP/1.1\r\nHost: host:81\r\nContent-Type: application/json\r\nContent-Length: "
        "7\r\n\r\n{\"a\":1}");
}

TEST_CASE("request - an empty body has its length too but for GET and HEAD") {
  auto made = request("/", "");
  made.content_type = "";
  CHECK(written(made) == "POST / HTTP/1.1\r\nHost: host:81\r\nContent-Length: 0\r\n\r\n");
  made.method = http::Method::get;
  CHECK(written(made) == "GET / HTTP/1.1\r\nHost: host:81\r\n\r\n");
  made.method = http::Method::head;
  CHECK(written(made) == "HEAD / HTTP/1.1\r\nHost: host:81\r\n\r\n");
}

TEST_CASE("request - further headers and the absolute form") {
  auto made = request("/x", "");
  made.method = http::Method::get;
  made.headers = {{"X-One", "1"}, {"X-Empty", ""}};
  CHECK(written(made, "http://host:81") ==
        "GET http://host:81/x HTTP/1.1\r\nHost: host:81\r\nX-One: 1\r\nX-Empty: \r\n\r\n");
  CHECK(http::problem_of(made).empty());
}

TEST_CASE("request - written into memory of its size from the first byte on") {
  // Growing on the way would leave copies of a token behind.
  for (std::size_t size = 0; size < 3'000; size += 7) {
    const std::string text(size, 'x');
    const std::string path = "/" + text;
    auto by_body = request("/", text);
    auto by_header = request("/", "");
    by_header.headers = {{"X-Long", text}};
    for (const auto& made : {by_body, by_header, request(path, "")}) {
      const std::string out = written(made);
      REQUIRE(out.capacity() <= out.size() + 128);
    }
  }
}

TEST_CASE("request - CONNECT") {
  std::string out;
  http::append_connect(out, "host:443");
  CHECK(out == "CONNECT host:443 HTTP/1.1\r\nHost: host:443\r\n\r\n");
}

TEST_CASE("request - what would break out of its place is refused") {
  for (const char* target :
       {"", "path", "*", "http://x/", "/a b", "/a\r\nX: 1", "/\t", "/\x7f", "/\xe4\xb8\xad"}) {
    CAPTURE(target);
    CHECK(!http::problem_of(request(target)).empty());
  }
  const auto with_header = [](std::string name, std::string value) {
    auto made = request("/");
    made.headers = {{std::move(name), std::move(value)}};
    return !http::problem_of(made).empty();
  };
  CHECK(with_header("", "v"));
  CHECK(with_header("X Y", "v"));
  CHECK(with_header("X:", "v"));
  CHECK(with_header("X", "v\r\nY: 1"));
  CHECK(with_header("X", std::string("v\0w", 3)));
  CHECK(with_header("host", "other"));
  CHECK(with_header("CONTENT-LENGTH", "1"));
  CHECK(with_header("Transfer-Encoding", "chunked"));
  CHECK(with_header("connection", "close"));
  CHECK(with_header("Content-Type", "text/plain"));
  CHECK(!with_header("X-Fine", "v w\xe4\xb8\xad"));
  auto made = request("/");
  made.content_type = "a\nb";
  CHECK(!http::problem_of(made).empty());
}

}  // namespace client_request_writer_test
