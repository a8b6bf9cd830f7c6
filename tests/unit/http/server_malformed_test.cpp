// Requests that Beast's parser or a lenient server lets through, and that must not reach a handler.
#include <string>

#include <doctest/doctest.h>

#include "support/http_server.hpp"
#include "support/raw_client.hpp"

namespace server_malformed_test {

using namespace std::string_literals;

struct Row {
  std::string about;
  std::string request;
  int status = 400;
};

const std::string host = "Host: a\r\n";
const std::string smuggled = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

const Row rows[] = {
    {"no host", "GET /hello HTTP/1.1\r\n\r\n"},
    {"two hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
    {"two different hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n"},
    {"an empty host", "GET /hello HTTP/1.1\r\nHost:\r\n\r\n"},
    {"a host that is none", "GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n"},
    {"two hosts on 1.0", "GET /hello HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"},
    {"absolute form", "GET http://a/hello HTTP/1.1\r\n" + host + "\r\n"},
    {"authority form", "CONNECT a:443 HTTP/1.1\r\n" + host + "\r\n"},
    {"CONNECT to a path", "CONNECT /hello HTTP/1.1\r\n" + host + "\r\n"},
    {"asterisk form", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n"},
    {"a high byte in the target", "GET /hello?\xff HTTP/1.1\r\n" + host + "\r\n"},
    {"UTF-8 in the target", "GET /h\xc3\xa9llo HTTP/1.1\r\n" + host + "\r\n"},
    {"DEL in the target", "GET /hello?\x7f HTTP/1.1\r\n" + host + "\r\n"},
    {"a control byte in the target", "GET /hello?\x01 HTTP/1.1\r\n" + host + "\r\n"},
    {"a tab in the target", "GET /hello?\t HTTP/1.1\r\n" + host + "\r\n"},
    {"a blank in the target", "GET /hello ?x HTTP/1.1\r\n" + host + "\r\n"},
    {"a fragment", "GET /hello#x HTTP/1.1\r\n" + host + "\r\n"},
    {"two blanks after the verb", "GET  /hello HTTP/1.1\r\n" + host + "\r\n"},
    {"a tab after the verb", "GET\t/hello HTTP/1.1\r\n" + host + "\r\n"},
    {"a blank after the version", "GET /hello HTTP/1.1 \r\n" + host + "\r\n"},
    {"HTTP/0.9", "GET /hello\r\n" + host + "\r\n"},
    {"HTTP/2.0", "GET /hello HTTP/2.0\r\n" + host + "\r\n"},
    {"HTTP/1.2", "GET /hello HTTP/1.2\r\n" + host + "\r\n"},
    {"HTTP/1.10", "GET /hello HTTP/1.10\r\n" + host + "\r\n"},
    {"a lower-case protocol", "GET /hello http/1.1\r\n" + host + "\r\n"},
    {"the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
    {"an unknown verb", "FETCH /hello HTTP/1.1\r\n" + host + "\r\n"},
    {"a lower-case verb", "get /hello HTTP/1.1\r\n" + host + "\r\n"},
    {"a verb that is registered but not served", "PROPFIND /hello HTTP/1.1\r\n" + host + "\r\n"},
    {"a TLS greeting", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s},
    {"a PROXY header that nobody asked for", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + smuggled},
    {"two empty lines in front", "\r\n\r\n" + smuggled},

    {"a folded header", "GET /hello HTTP/1.1\r\n" + host + "X-A: b\r\n c\r\n\r\n"},
    {"a folded Transfer-Encoding",
     "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"},
    {"a blank before the first header", "GET /hello HTTP/1.1\r\n Host: a\r\n\r\n"},
    {"a blank before the colon",
     "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"},
    {"a tab before the colon", "POST /echo HTTP/1.1\r\n" + host + "Content-Length\t: 5\r\n\r\nhello"},
    {"a header without a colon", "GET /hello HTTP/1.1\r\n" + host + "nonsense\r\n\r\n"},
    {"a header without a name", "GET /hello HTTP/1.1\r\n" + host + ": b\r\n\r\n"},
    {"a header name that is no token", "GET /hello HTTP/1.1\r\n" + host + "X(A): b\r\n\r\n"},
    {"a high byte in a name", "GET /hello HTTP/1.1\r\n" + host + "X\xe4: b\r\n\r\n"},
    {"a NUL in a name", "GET /hello HTTP/1.1\r\n" + host + "X\0A: b\r\n\r\n"s},
    {"a NUL in a value", "GET /hello HTTP/1.1\r\n" + host + "X-A: b\0c\r\n\r\n"s},
    {"an escape in a value", "GET /hello HTTP/1.1\r\n" + host + "X-A: \x1b[0m\r\n\r\n"},
    {"a vertical tab in a value",
     "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: \x0b" + "chunked\r\n\r\n"},
    {"DEL in a value", "GET /hello HTTP/1.1\r\n" + host + "X-A: \x7f\r\n\r\n"},
    {"bare line feeds", "GET /hello HTTP/1.1\nHost: a\n\n"},
    {"one bare line feed", "GET /hello HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n"},
    {"a bare carriage return", "GET /hello HTTP/1.1\r\nHost: a\rX-A: b\r\n\r\n"},
    {"two carriage returns", "GET /hello HTTP/1.1\r\nHost: a\r\r\n\r\n"},

    {"equal Content-Lengths",
     "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"},
    {"differing Content-Lengths",
     "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 0\r\nContent-Length: 33\r\n\r\n" + smuggled},
    {"a list of Content-Lengths", "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 5, 5\r\n\r\nhello"},
    {"a signed Content-Length", "POST /echo HTTP/1.1\r\n" + host + "Content-Length: +5\r\n\r\nhello"},
    {"a negative Content-Length", "POST /echo HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\nhello"},
    {"a hexadecimal Content-Length", "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 0x5\r\n\r\nhello"},
    {"a Content-Length with a fraction",
     "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 5.0\r\n\r\nhello"},
    {"a Content-Length over 64 bits",
     "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 18446744073709551617\r\n\r\nhello"},
    {"an empty Content-Length", "POST /echo HTTP/1.1\r\n" + host + "Content-Length:\r\n\r\nhello"},
    {"a length and chunks", "POST /echo HTTP/1.1\r\n" + host +
                                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
                                smuggled},
    {"chunks and a length", "POST /echo HTTP/1.1\r\n" + host +
                                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" +
                                smuggled},
    {"chunked, identity",
     "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked, identity\r\n\r\n" + smuggled},
    {"gzip, chunked", "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
    {"identity", "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: identity\r\n\r\n" + smuggled},
    {"identity and a length",
     "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello"},
    {"an unknown coding",
     "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: xchunked\r\n\r\n" + smuggled},
    {"an empty coding", "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding:\r\n\r\n" + smuggled},
    {"chunked twice in one line",
     "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"},
    {"chunked twice", "POST /echo HTTP/1.1\r\n" + host +
                          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"chunked and then identity", "POST /echo HTTP/1.1\r\n" + host +
                                      "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" +
                                      smuggled},
    {"identity and then chunked",
     "POST /echo HTTP/1.1\r\n" + host +
         "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"chunks on HTTP/1.0", "POST /echo HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},

    {"a chunk size that is none",
     "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"},
    {"an empty chunk size", "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n\r\nhello"},
    {"a signed chunk size",
     "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n"},
    {"a prefixed chunk size",
     "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n"},
    {"a chunk size over 64 bits",
     "POST /echo HTTP/1.1\r\n" + host +
         "Transfer-Encoding: chunked\r\n\r\n10000000000000005\r\nhello\r\n0\r\n\r\n"},
    {"a blank before the chunk size",
     "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n 5\r\nhello\r\n0\r\n\r\n"},
    {"a blank after the chunk size",
     "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n5 \r\nhello\r\n0\r\n\r\n"},
    {"a chunk longer than it says",
     "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello!\r\n0\r\n\r\n"},
    {"bare line feeds around chunks",
     "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n\r\n"},
    {"a bare carriage return in a chunk extension",
     "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n5;a\rX\r\nhello\r\n0\r\n\r\n"},
    {"a malformed trailer",
     "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\nnonsense\r\n\r\n"},
    {"a length in the trailer",
     "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n"},

    {"another expectation",
     "POST /echo HTTP/1.1\r\n" + host + "Expect: 200-ok\r\nContent-Length: 5\r\n\r\nhello", 417},
    {"an expectation beside the known one",
     "POST /echo HTTP/1.1\r\n" + host + "Expect: 100-continue, x\r\nContent-Length: 5\r\n\r\nhello", 417},
    {"too many header lines",
     [] {
       std::string request = "GET /hello HTTP/1.1\r\n" + host;
       for (int i = 0; i < 100; ++i)
         request += "a: b\r\n";
       return request + "\r\n";
     }(),
     431},
};

TEST_CASE("malformed requests are answered the connection is closed and no handler is called") {
  support::HttpServer server;
  const auto port = server.port();
  for (const Row& row : rows) {
    CAPTURE(row.about);
    support::RawClient client(port);
    client.send(row.request + smuggled);
    const auto response = client.response();
    REQUIRE(response.has_value());
    CHECK(response->status == row.status);
    CHECK(response->header("Connection") == "close");
    CHECK(response->header("X-Request-Id").size() == 36);
    CHECK(response->header("Content-Length") == std::to_string(response->body.size()));
    CHECK_FALSE(response->body.starts_with("|"));
    CHECK(client.rest() == "");
  }
  CHECK(server.handled() == 0);
  CHECK(server.seen().size() == std::size(rows));
}

TEST_CASE("malformed requests behind a good one take nothing with them") {
  support::HttpServer server;
  const auto port = server.port();
  for (const Row& row : rows) {
    CAPTURE(row.about);
    if (row.request.starts_with("\r\n")) continue;
    support::RawClient client(port);
    client.send(smuggled + row.request);
    const auto first = client.response();
    REQUIRE(first.has_value());
    CHECK(first->status == 200);
    const auto second = client.response();
    REQUIRE(second.has_value());
    CHECK(second->status == row.status);
    CHECK(client.rest() == "");
  }
}

}  // namespace server_malformed_test
