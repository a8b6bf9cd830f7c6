#include <string>

#include <doctest/doctest.h>

#include "http/check.hpp"

namespace server_check_test {

using http::Failure;
using http::Header;
using Headers = std::vector<Header>;

const Header host{"Host", "example.com"};

std::optional<Failure> refusal(const http::RequestLine& line, const Headers& headers) {
  const auto framing = http::check(line, headers);
  if (framing) return std::nullopt;
  CHECK_FALSE(framing.error().detail.empty());
  return framing.error().failure;
}

TEST_CASE("verbs") {
  const auto method_of = [](std::string_view verb) { return http::check({verb, "/", 1}, {host}); };
  CHECK(method_of("GET")->method == http::Method::get);
  CHECK(method_of("HEAD")->method == http::Method::head);
  CHECK(method_of("POST")->method == http::Method::post);
  CHECK(method_of("PUT")->method == http::Method::put);
  CHECK(method_of("PATCH")->method == http::Method::patch);
  CHECK(method_of("DELETE")->method == http::Method::del);
  for (const std::string verb : {"OPTIONS", "TRACE"}) {
    CAPTURE(verb);
    REQUIRE(method_of(verb).has_value());
    CHECK_FALSE(method_of(verb)->method.has_value());
  }
  for (const std::string verb : {"CONNECT", "get", "Get", "PROPFIND", "PRI", "GETT", "GE", "X", ""}) {
    CAPTURE(verb);
    CHECK(refusal({verb, "/", 1}, {host}) == Failure::bad_request);
  }
}

TEST_CASE("targets") {
  for (const std::string target :
       {"/", "/a", "/a?b=c", "//a", "/a/../b", "/%00", "/~a!$&'()*+,;=:@|{}\"<>\\^`[]"}) {
    CAPTURE(target);
    CHECK_FALSE(refusal({"GET", target, 1}, {host}).has_value());
  }
  for (const std::string target : {"", "a", "*", "?a", "http://example.com/", "example.com:443", "/a#b",
                                   "/a b", "/\x7f", "/\x80", "/\xff", "/\xc3\xa4", "/a\tb", "/\x01"}) {
    CAPTURE(target);
    CHECK(refusal({"GET", target, 1}, {host}) == Failure::bad_request);
  }
}

TEST_CASE("the host") {
  for (const auto value :
       {"example.com", "example.com:8080", "127.0.0.1:1", "[::1]:80", "a_b", "%41", "A-1.b"}) {
    CAPTURE(value);
    CHECK_FALSE(refusal({"GET", "/", 1}, {{"host", value}}).has_value());
  }
  for (const std::string value : {"", "a b", "a/b", "a@b", "a?b", "a#b", "a\\b", "a\"b", "<a>", "\xff"}) {
    CAPTURE(value);
    CHECK(refusal({"GET", "/", 1}, {{"Host", value}}) == Failure::bad_request);
  }
  CHECK(refusal({"GET", "/", 1}, {}) == Failure::bad_request);
  CHECK(refusal({"GET", "/", 1}, {host, host}) == Failure::bad_request);
  CHECK(refusal({"GET", "/", 1}, {host, {"HOST", "other"}}) == Failure::bad_request);
  CHECK_FALSE(refusal({"GET", "/", 0}, {}).has_value());
  CHECK_FALSE(refusal({"GET", "/", 0}, {host}).has_value());
  CHECK(refusal({"GET", "/", 0}, {host, host}) == Failure::bad_request);
}

TEST_CASE("the length of the body") {
  struct Row {
    Headers headers;
    bool accepted;
    bool chunked;
    std::uint64_t length;
  };
  const Row rows[] = {
      {{}, true, false, 0},
      {{{"Content-Length", "0"}}, true, false, 0},
      {{{"Content-Length", "5"}}, true, false, 5},
      {{{"content-length", "0005"}}, true, false, 5},
      {{{"Content-Length", "18446744073709551615"}}, true, false, UINT64_MAX},
      {{{"Content-Length", "18446744073709551616"}}, false, false, 0},
      {{{"Content-Length", ""}}, false, false, 0},
      {{{"Content-Length", "+5"}}, false, false, 0},
      {{{"Content-Length", "-5"}}, false, false, 0},
      {{{"Content-Length", "5 "}}, false, false, 0},
      {{{"Content-Length", "0x5"}}, false, false, 0},
      {{{"Content-Length", "5,5"}}, false, false, 0},
      {{{"Content-Length", "5, 5"}}, false, false, 0},
      {{{"Content-Length", "5;"}}, false, false, 0},
      {{{"Content-Length", "5.0"}}, false, false, 0},
      {{{"Content-Length", "5"}, {"Content-Length", "5"}}, false, false, 0},
      {{{"Content-Length", "5"}, {"CONTENT-LENGTH", "6"}}, false, false, 0},
      {{{"Transfer-Encoding", "chunked"}}, true, true, 0},
      {{{"transfer-encoding", "Chunked"}}, true, true, 0},
      {{{"Transfer-Encoding", ""}}, false, false, 0},
      {{{"Transfer-Encoding", "identity"}}, false, false, 0},
      {{{"Transfer-Encoding", "gzip, chunked"}}, false, false, 0},
      {{{"Transfer-Encoding", "chunked, identity"}}, false, false, 0},
      {{{"Transfer-Encoding", "chunked,chunked"}}, false, false, 0},
      {{{"Transfer-Encoding", "chunked;q=1"}}, false, false, 0},
      {{{"Transfer-Encoding", "\"chunked\""}}, false, false, 0},
      {{{"Transfer-Encoding", "xchunked"}}, false, false, 0},
      {{{"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}}, false, false, 0},
      {{{"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "identity"}}, false, false, 0},
      {{{"Transfer-Encoding", "chunked"}, {"Content-Length", "5"}}, false, false, 0},
      {{{"Content-Length", "0"}, {"Transfer-Encoding", "chunked"}}, false, false, 0},
  };
  for (Row row : rows) {
    std::string about;
    for (const Header& header : row.headers) {
      about += std::string(header.name) + "=" + std::string(header.value) + " ";
    }
    CAPTURE(about);
    row.headers.push_back(host);
    const auto framing = http::check({"POST", "/", 1}, row.headers);
    CHECK(framing.has_value() == row.accepted);
    if (!framing) {
      CHECK(framing.error().failure == Failure::bad_request);
      continue;
    }
    CHECK(framing->chunked == row.chunked);
    CHECK(framing->content_length == row.length);
    CHECK(framing->has_body() == (row.chunked || row.length > 0));
  }
  CHECK(refusal({"POST", "/", 0}, {{"Transfer-Encoding", "chunked"}}) == Failure::bad_request);
}

TEST_CASE("expectations") {
  const auto ask = [](unsigned minor, const Headers& expect) {
    Headers headers{host};
    headers.insert(headers.end(), expect.begin(), expect.end());
    return http::check({"POST", "/", minor}, headers);
  };
  CHECK_FALSE(ask(1, {})->expects_continue);
  CHECK(ask(1, {{"Expect", "100-continue"}})->expects_continue);
  CHECK(ask(1, {{"expect", "100-Continue"}})->expects_continue);
  CHECK(ask(1, {{"Expect", "200-ok"}}).error().failure == Failure::expectation_failed);
  CHECK(ask(1, {{"Expect", ""}}).error().failure == Failure::expectation_failed);
  CHECK(ask(1, {{"Expect", "100-continue, x"}}).error().failure == Failure::expectation_failed);
  CHECK(ask(1, {{"Expect", "100-continue"}, {"Expect", "x"}}).error().failure == Failure::expectation_failed);
  CHECK_FALSE(ask(0, {{"Expect", "100-continue"}})->expects_continue);
  CHECK_FALSE(ask(0, {{"Expect", "x"}})->expects_continue);
}

TEST_CASE("keeping the connection") {
  const auto kept = [](unsigned minor, std::vector<std::string_view> connection) {
    Headers headers{host};
    for (const auto value : connection) {
      headers.push_back({"Connection", value});
    }
    return http::check({"GET", "/", minor}, headers)->keep_alive;
  };
  CHECK(kept(1, {}));
  CHECK(kept(1, {"keep-alive"}));
  CHECK(kept(1, {"upgrade, http2-settings"}));
  CHECK_FALSE(kept(1, {"close"}));
  CHECK_FALSE(kept(1, {"Close"}));
  CHECK_FALSE(kept(1, {"keep-alive, close"}));
  CHECK_FALSE(kept(1, {"keep-alive", "x ,\tclose , y"}));
  CHECK(kept(1, {"closed"}));
  CHECK_FALSE(kept(0, {}));
  CHECK(kept(0, {"Keep-Alive"}));
  CHECK_FALSE(kept(0, {"keep-alive", "close"}));
}

TEST_CASE("how many header lines") {
  Headers headers(http::max_header_lines - 1, Header{"a", "b"});
  headers.push_back(host);
  CHECK_FALSE(refusal({"GET", "/", 1}, headers).has_value());
  headers.push_back({"a", "b"});
  CHECK(refusal({"GET", "/", 1}, headers) == Failure::header_too_large);
}

}  // namespace server_check_test
