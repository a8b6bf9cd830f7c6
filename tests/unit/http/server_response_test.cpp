#include <doctest/doctest.h>

#include "http/read_buffer.hpp"
#include "http/response_writer.hpp"

namespace server_response_test {

http::Response hello() {
  http::Response response;
  response.content_type = "text/plain";
  response.body = "hello";
  response.headers = {{"X-One", "1"}, {"X-Two", ""}};
  return response;
}

std::string written(const http::Response& response, http::Frame frame = {}) {
  frame.date = "today";
  frame.request_id = "id-1";
  std::string out;
  http::append_response(out, response, frame);
  return out;
}

TEST_CASE("an answer as bytes") {
  CHECK(written(hello()) ==
        "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nX-Request-Id: "
        "id-1\r\n"
        "X-One: 1\r\nX-Two: \r\n\r\nhello");
  CHECK(written(hello(), {.without_body = true}).ends_with("X-Two: \r\n\r\n"));
  CHECK(written(hello(), {.without_body = true}).contains("Content-Length: 5\r\n"));
  CHECK(written(hello(), {.close = true, .keep_alive_header = true})
            .contains("\r\nConnection: close\r\n\r\nhello"));
  CHECK(written(hello(), {.keep_alive_header = true}).contains("\r\nConnection: keep-alive\r\n\r\nhello"));
  CHECK(written(hello(), {.allow = "GET"}).contains("\r\nAllow: GET\r\n"));
  CHECK(written(hello(), {.retry_after = true}).contains("\r\nRetry-After: 1\r\n"));

  auto patient = hello();
  patient.headers = {{"retry-after", "30"}};
  CHECK_FALSE(written(patient, {.retry_after = true}).contains("Retry-After: 1"));
  CHECK(written({}).contains("Content-Length: 0\r\n"));
  CHECK_FALSE(written({}).contains("Content-Type"));
}

TEST_CASE("answers without a body") {
  for (const int status : {204, 304}) {
    auto response = hello();
    response.status = status;
    const auto bytes = written(response);
    CHECK(bytes.ends_with("\r\n\r\n"));
    CHECK_FALSE(bytes.contains("Content-Length"));
  }
}

TEST_CASE("what would break the framing is not sendable") {
  CHECK(http::is_sendable(hello()));
  const auto with = [](std::string name, std::string value) {
    auto response = hello();
    response.headers = {{std::move(name), std::move(value)}};
    return http::is_sendable(response);
  };
  CHECK(with("X-A", "b \xe4\xbd\xa0"));
  CHECK_FALSE(with("", "b"));
  CHECK_FALSE(with("X A", "b"));
  CHECK_FALSE(with("X:", "b"));
  CHECK_FALSE(with("X-A", "b\r\nX-B: c"));
  CHECK_FALSE(with("X-A", "b\n"));
  CHECK_FALSE(with("X-A", std::string(1, '\0')));
  for (const auto name : {"content-LENGTH", "Content-Type", "Transfer-Encoding", "Connection", "Date",
                          "X-Request-Id", "Allow"}) {
    CHECK_FALSE(with(name, "1"));
  }
  auto response = hello();
  response.content_type = "text/plain\r\n";
  CHECK_FALSE(http::is_sendable(response));
  for (const int status : {0, 100, 199, 600, -1}) {
    response = hello();
    response.status = status;
    CHECK_FALSE(http::is_sendable(response));
  }
}

TEST_CASE("the Date header") {
  using namespace std::chrono_literals;
  const base::WallTime time = std::chrono::sys_days(std::chrono::year(1994) / 11 / 6) + 8h + 49min + 37s;
  http::DateHeader date;
  CHECK(date.at(time) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(date.at(time + 999ms) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(date.at(time + 1s) == "Sun, 06 Nov 1994 08:49:38 GMT");
  CHECK(date.at(time) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(date.at(std::chrono::sys_days(std::chrono::year(2024) / 2 / 29)) == "Thu, 29 Feb 2024 00:00:00 GMT");
}

void fill(http::ReadBuffer& buffer, std::string_view text, std::size_t limit = 10'000) {
  while (!text.empty()) {
    const auto space = buffer.space(limit);
    REQUIRE_FALSE(space.empty());
    const auto part = text.substr(0, space.size());
    part.copy(space.data(), part.size());
    buffer.commit(part.size());
    text.remove_prefix(part.size());
  }
}

TEST_CASE("nothing of a request stays in a connection s buffer") {
  http::ReadBuffer buffer;
  const auto left = [&](std::string_view text) {
    const auto space = buffer.free_space();
    return std::string_view(space.data(), space.size()).contains(text);
  };
  fill(buffer, "first secret, second secret");
  buffer.erase(5, 7);
  CHECK_FALSE(left("secret"));
  buffer.consume(buffer.unread().size());
  CHECK_FALSE(left("secret"));
  fill(buffer, std::string(http::ReadBuffer::initial - 600, 'x') + "third secret");
  buffer.consume(http::ReadBuffer::initial - 600);
  CHECK_FALSE(buffer.space(10'000).empty());  // moves it to the front
  CHECK(buffer.unread() == "third secret");
  CHECK_FALSE(left("secret"));
}

TEST_CASE("an answer is written into memory of its size from the first byte on") {
  // Growing on the way would leave copies of a token behind.
  for (std::size_t size = 0; size < 3'000; size += 7) {
    http::Response by_body = hello();
    by_body.body.assign(size, 'x');
    http::Response by_header = hello();
    by_header.headers.emplace_back("X-Long", std::string(size, 'x'));
    for (const auto& response : {by_body, by_header}) {
      const std::string out = written(response, {.allow = "GET, HEAD", .retry_after = true, .close = true});
      REQUIRE(out.capacity() <= out.size() + 256);
    }
  }
}

TEST_CASE("a connection s buffer") {
  http::ReadBuffer buffer;
  CHECK(buffer.unread().empty());
  fill(buffer, "hello world");
  buffer.erase(5, 1);
  CHECK(buffer.unread() == "helloworld");
  buffer.consume(5);
  CHECK(buffer.unread() == "world");
  CHECK_FALSE(buffer.reserve(5));

  const std::string much(5'000, 'x');
  fill(buffer, much);
  CHECK(buffer.unread() == "world" + much);
  CHECK(buffer.space(5'005).empty());
  buffer.consume(5'000);
  CHECK(buffer.unread() == "xxxxx");

  CHECK(buffer.reserve(20'000));
  CHECK(buffer.unread() == "xxxxx");
  CHECK(buffer.free_space().size() >= 19'995);
  buffer.release();  // not while something is unread
  CHECK(buffer.unread() == "xxxxx");
  buffer.consume(5);
  buffer.release();
  CHECK(buffer.free_space().empty());
  CHECK(buffer.space(10'000).size() == http::ReadBuffer::initial);
}

}  // namespace server_response_test
