#include <algorithm>
#include <cstring>
#include <string>

#include <doctest/doctest.h>

#include "http/response_reader.hpp"

namespace client_response_reader_test {

using http::Fault;
using http::ResponseReader;
using State = ResponseReader::State;

// Feeds `bytes` in pieces of at most `piece`; stops when the reader is no longer incomplete.
State feed(ResponseReader& reader, std::string_view bytes, std::size_t piece = 1'000'000) {
  State state = State::incomplete;
  while (!bytes.empty() && state == State::incomplete) {
    const auto space = reader.space();
    REQUIRE(!space.empty());
    const auto count = std::min({piece, space.size(), bytes.size()});
    std::memcpy(space.data(), bytes.data(), count);
    bytes.remove_prefix(count);
    state = reader.received(count);
  }
  return state;
}

struct Read {
  State state;
  http::IncomingResponse response;
  bool keep = false;
  Fault fault = Fault::none;
};

Read read(std::string_view bytes, std::size_t piece = 1'000'000, bool end = false,
          std::size_t limit = 1 << 20, ResponseReader::Body body = ResponseReader::Body::expected) {
  ResponseReader reader;
  reader.begin(body, limit);
  Read result{feed(reader, bytes, piece), {}};
  if (result.state == State::incomplete && end) result.state = reader.ended();
  if (result.state == State::complete) {
    result.keep = reader.may_keep();
    result.response = reader.take();
  }
  if (result.state == State::failed) result.fault = reader.failure().fault;
  return result;
}

constexpr std::string_view simple =
    "HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Sun, 22 Nov 2026 23:57:03 GMT\r\nContent-Length: "
    "5\r\n\r\nhello";
constexpr std::string_view chunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2;ext=\"1\"\r\nhe\r\n3\r\nllo\r\n0\r\nDate: "
    "x\r\nX-Trailer: y\r\n\r\n";

TEST_CASE("the end of a chunked answer may come in any pieces") {
  for (const std::string_view body : {"0\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n", "0\r\nX-Trailer: y\r\n\r\n"}) {
    const auto answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(body);
    for (std::size_t piece = 1; piece < 8; ++piece) {
      CAPTURE(body);
      CAPTURE(piece);
      const auto result = read(answer, piece);
      CHECK(result.state == State::complete);
      CHECK(result.response.body == (body.starts_with('3') ? "abc" : ""));
    }
    const auto cut = read(answer.substr(0, answer.size() - 1), 1, true);
    CHECK(cut.state == State::failed);
  }
}

TEST_CASE("response - length and chunks in pieces of every size") {
  for (std::size_t piece = 1; piece <= simple.size(); ++piece) {
    CAPTURE(piece);
    const auto plain = read(simple, piece);
    REQUIRE(plain.state == State::complete);
    CHECK(plain.response.status == 200);
    CHECK(plain.response.date == "Sun, 22 Nov 2026 23:57:03 GMT");
    CHECK(plain.response.body == "hello");
    CHECK(plain.keep);
  }
  for (std::size_t piece = 1; piece <= chunked.size(); ++piece) {
    CAPTURE(piece);
    const auto parts = read(chunked, piece);
    REQUIRE(parts.state == State::complete);
    CHECK(parts.response.body == "hello");
    CHECK(parts.response.date.empty());  // a trailer is no header
    CHECK(parts.keep);
  }
}

TEST_CASE("response - cut anywhere it is a failure never a short body") {
  for (const auto whole : {simple, chunked}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      CAPTURE(size);
      const auto cut = read(whole.substr(0, size), 1'000, true);
      REQUIRE(cut.state == State::failed);
      CHECK(cut.fault == Fault::read);
    }
  }
}

TEST_CASE("response - without a length it ends with the connection and is not kept") {
  const auto result = read("HTTP/1.1 200 OK\r\n\r\nhello", 3, true);
  REQUIRE(result.state == State::complete);
  CHECK(result.response.body == "hello");
  CHECK(!result.keep);
  CHECK(read("HTTP/1.1 200 OK\r\n\r\n", 100, true).state == State::complete);
  CHECK(read("HTTP/1.1 200 OK\r\n\r\nhello").state == State::incomplete);
}

TEST_CASE("response - when the connection is not kept") {
  const auto keep = [](std::string_view head) {
    const auto result = read(std::string(head) + "Content-Length: 2\r\n\r\n{}");
    REQUIRE(result.state == State::complete);
    return result.keep;
  };
  CHECK(keep("HTTP/1.1 200 OK\r\n"));
  CHECK(keep("HTTP/1.1 500 no\r\n"));
  CHECK(keep("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n"));
  CHECK(!keep("HTTP/1.1 200 OK\r\nConnection: close\r\n"));
  CHECK(!keep("HTTP/1.1 200 OK\r\nConnection: Keep-Alive, Close\r\n"));
  CHECK(!keep("HTTP/1.0 200 OK\r\n"));
  CHECK(!keep("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n"));

  const auto left_over = read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}H");
  CHECK(left_over.response.body == "{}");
  CHECK(!left_over.keep);
}

TEST_CASE("response - interim answers are passed over a bounded number of times") {
  const std::string hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nDate: wrong\r\n\r\n";
  const auto few = read("HTTP/1.1 100 Continue\r\n\r\n" + hints + std::string(simple), 7);
  REQUIRE(few.state == State::complete);
  CHECK(few.response.status == 200);
  CHECK(few.response.date == "Sun, 22 Nov 2026 23:57:03 GMT");

  std::string sixteen;
  for (int i = 0; i < 16; ++i) {
    sixteen += hints;
  }
  CHECK(read(sixteen + std::string(simple)).state == State::complete);
  CHECK(read(sixteen + hints).fault == Fault::response);
  CHECK(read(hints, 100, true).fault == Fault::read);
  CHECK(read("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n").fault == Fault::response);
}

TEST_CASE("response - answers that have no body whatever their headers say") {
  for (const char* head :
       {"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"}) {
    const auto result = read(head);
    CHECK(result.state == State::complete);
    CHECK(result.response.body.empty());
    CHECK(result.keep);
  }
  const auto head =
      read("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", 100, false, 1, ResponseReader::Body::none);
  CHECK(head.state == State::complete);
  CHECK(head.keep);
}

TEST_CASE("response - the limit of the body holds to the byte") {
  const std::string with_length = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789";
  CHECK(read(with_length, 1'000, false, 10).state == State::complete);
  CHECK(read(with_length, 1'000, false, 9).fault == Fault::too_large);
  CHECK(read("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n").fault == Fault::too_large);

  const std::string in_chunks =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n01234567\r\n2\r\n89\r\n0\r\n\r\n";
  CHECK(read(in_chunks, 1'000, false, 10).state == State::complete);
  CHECK(read(in_chunks, 1'000, false, 9).fault == Fault::too_large);

  const std::string to_end = "HTTP/1.1 200 OK\r\n\r\n0123456789";
  for (const std::size_t piece : {1U, 1'000U}) {
    CHECK(read(to_end, piece, true, 10).state == State::complete);
    CHECK(read(to_end, piece, true, 9).fault == Fault::too_large);
  }
}

TEST_CASE("response - a body larger than the buffer") {
  const std::string body(500'000, 'x');
  const auto result = read("HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n" + body);
  REQUIRE(result.state == State::complete);
  CHECK(result.response.body == body);
}

TEST_CASE("response - headers chunk extensions and trailers are bounded") {
  const std::string long_value = "X: " + std::string(ResponseReader::header_limit, 'x') + "\r\n";
  CHECK(read("HTTP/1.1 200 OK\r\n" + long_value + "\r\n").fault == Fault::too_large);
  CHECK(read("HTTP/1.1 200 OK\r\n" + long_value + "\r\n", 5).fault == Fault::too_large);
  CHECK(read("HTTP/1.1 200 " + std::string(ResponseReader::header_limit, 'x'), 100).fault ==
        Fault::too_large);

  // Line after line, each in a piece of its own.
  ResponseReader reader;
  reader.begin(ResponseReader::Body::expected, 100);
  State state = feed(reader, "HTTP/1.1 200 OK\r\n");
  std::size_t lines = 0;
  while (state == State::incomplete && lines < 10'000) {
    state = feed(reader, "X-Line: 0123456789\r\n");
    ++lines;
  }
  CHECK(state == State::failed);
  CHECK(reader.failure().fault == Fault::too_large);
  CHECK(lines <= ResponseReader::header_limit / 16 + 1);

  const std::string chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string huge(ResponseReader::buffer_size + 100, 'e');
  CHECK(read(chunks + "1;" + huge).fault == Fault::too_large);
  CHECK(read(chunks + "0\r\nX: " + huge).fault == Fault::too_large);
}

TEST_CASE("response - what is not the HTTP we accept") {
  for (const std::string bytes :
       {"<html><body>no</body></html>", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.2 200 OK\r\n\r\n",
        "ICY 200 OK\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n", "HTTP/1.1 099 X\r\n\r\n", "HTTP/1.1 600 X\r\n\r\n",
        "HTTP/1.1 200 OK\r\nBad Header: 1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n"}) {
    CAPTURE(bytes);
    const auto result = read(bytes);
    REQUIRE(result.state == State::failed);
    CHECK(result.fault == Fault::response);
  }
}

TEST_CASE("response - one reader serves one answer after another") {
  ResponseReader reader;
  for (const auto bytes : {simple, chunked, simple}) {
    reader.begin(ResponseReader::Body::expected, 100);
    REQUIRE(feed(reader, bytes, 11) == State::complete);
    CHECK(reader.may_keep());
    CHECK(reader.take().body == "hello");
  }
}

}  // namespace client_response_reader_test
