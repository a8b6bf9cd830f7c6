#include <string>

#include <doctest/doctest.h>

#include "http/header_scan.hpp"

namespace server_header_scan_test {

using Found = http::HeaderScan::Found;

struct Row {
  std::string about;
  std::string_view bytes;
  Found found;
  std::size_t size = 0;
};

using namespace std::string_view_literals;

const Row rows[] = {
    {"nothing yet", "", Found::need_more},
    {"a beginning", "GET / HT", Found::need_more},
    {"a line", "GET / HTTP/1.1\r\n", Found::need_more},
    {"half an empty line", "GET / HTTP/1.1\r\nA: b\r\n\r", Found::need_more},
    {"a header", "GET / HTTP/1.1\r\nA: b\r\n\r\n", Found::complete, 24},
    {"a header without lines", "GET / HTTP/1.1\r\n\r\n", Found::complete, 18},
    {"more behind it", "GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n", Found::complete, 18},
    {"anything behind it", "GET / HTTP/1.1\r\n\r\n\0\n\r\x01"sv, Found::complete, 18},
    {"tabs and high bytes in values", "GET / HTTP/1.1\r\nA:\tb\tc \x80\xff\r\n\r\n", Found::complete, 29},
    {"TLS", "\x16\x03\x01", Found::malformed},
    {"a lower-case verb", "get / HTTP/1.1\r\n", Found::malformed},
    {"a blank in front", " GET / HTTP/1.1\r\n", Found::malformed},
    {"a line feed in front", "\nGET / HTTP/1.1\r\n", Found::malformed},
    {"a bare line feed", "GET / HTTP/1.1\n", Found::malformed},
    {"a bare line feed later", "GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n", Found::malformed},
    {"a bare line feed at the end", "GET / HTTP/1.1\r\n\n", Found::malformed},
    {"a bare carriage return", "GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n", Found::malformed},
    {"two carriage returns", "GET / HTTP/1.1\r\nA: b\r\r\n\r\n", Found::malformed},
    {"a NUL", "GET / HTTP/1.1\r\nA: \0\r\n\r\n"sv, Found::malformed},
    {"a NUL in a name", "GET / HTTP/1.1\r\nA\0: b\r\n\r\n"sv, Found::malformed},
    {"an escape", "GET / HTTP/1.1\r\nA: \x1b[0m\r\n\r\n", Found::malformed},
    {"a vertical tab",
     "GET / HTTP/1.1\r\nTransfer-Encoding:\x0b"
     "chunked\r\n\r\n",
     Found::malformed},
    {"DEL", "GET / HTTP/1.1\r\nA: \x7f\r\n\r\n", Found::malformed},
    {"a folded line", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", Found::malformed},
    {"a folded line with a tab", "GET / HTTP/1.1\r\nA: b\r\n\tc\r\n\r\n", Found::malformed},
    {"a blank before the first header", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", Found::malformed},
    {"a line of blanks", "GET / HTTP/1.1\r\nA: b\r\n \r\n\r\n", Found::malformed},
};

TEST_CASE("the end of a header in one piece and byte by byte") {
  for (const Row& row : rows) {
    CAPTURE(row.about);
    http::HeaderScan whole;
    CHECK(whole.scan(row.bytes) == row.found);
    if (row.found == Found::complete) CHECK(whole.size() == row.size);
    CHECK(whole.detail().empty() == (row.found != Found::malformed));

    http::HeaderScan drip;
    auto found = Found::need_more;
    for (std::size_t size = 0; size <= row.bytes.size() && found == Found::need_more; ++size) {
      found = drip.scan(row.bytes.substr(0, size));
    }
    CHECK(found == row.found);
    if (row.found == Found::complete) CHECK(drip.size() == row.size);
  }
}

}  // namespace server_header_scan_test
