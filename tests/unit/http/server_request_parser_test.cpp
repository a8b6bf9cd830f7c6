#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "http/request_parser.hpp"

namespace server_request_parser_test {

using Chunks = http::RequestParser::Chunks;

struct Taken {
  Chunks state = Chunks::need_more;
  std::string body;
  std::string rest;
};

// A chunked body that comes in pieces of that size.
Taken take(std::string_view raw, std::size_t piece) {
  http::RequestParser parser;
  http::RequestLine line;
  std::vector<http::Header> headers;
  REQUIRE(
      parser.parse_head("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", line, headers));
  Taken taken;
  while (taken.state == Chunks::need_more && !raw.empty()) {
    taken.rest += raw.substr(0, piece);
    raw.remove_prefix(std::min(piece, raw.size()));
    std::size_t used = 0;
    taken.state = parser.parse_chunks(taken.rest, taken.body, 100, used);
    taken.rest.erase(0, used);
  }
  return taken;
}

TEST_CASE("a chunked request may come in any pieces") {
  for (std::size_t piece = 1; piece < 12; ++piece) {
    CAPTURE(piece);
    for (const std::string_view empty : {"0\r\n\r\n", "000\r\n\r\n", "0;a=b\r\n\r\n", "0\r\nX: y\r\n\r\n"}) {
      CAPTURE(empty);
      CHECK(take(empty, piece).state == Chunks::complete);
      const auto taken = take("5\r\nhello\r\n" + std::string(empty), piece);
      CHECK(taken.state == Chunks::complete);
      CHECK(taken.body == "hello");
      CHECK(taken.rest.empty());
    }
    CHECK(take("5\r\nhello\r\n0\r\n\r", piece).state == Chunks::need_more);
    CHECK(take("0\r\nhello\r\n\r\n", piece).state == Chunks::malformed);
    CHECK(take("5\r\nhelloo\r\n0\r\n\r\n", piece).state == Chunks::malformed);
    CHECK(take("65\r\nhello", piece).state == Chunks::too_large);
  }
}

}  // namespace server_request_parser_test
