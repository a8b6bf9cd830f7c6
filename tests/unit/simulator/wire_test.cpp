// The spoilt answers on real connections.
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "base/log.hpp"
#include "harness.hpp"
#include "http/server.hpp"

namespace wire_test {

using namespace harness;
using boost::asio::ip::tcp;

struct Received {
  std::string bytes;
  boost::system::error_code end;

  std::string body() const { return bytes.substr(bytes.find("\r\n\r\n") + 4); }
};

struct Wire : Harness {
  base::Log log{base::LogLevel::error, base::LogFormat::text};
  http::Server server{loop, options(), router, nullptr, clock, random, log};
  std::string token = authorizer_token();

  Wire() { REQUIRE(server.start()); }

  static http::ServerOptions options() {
    http::ServerOptions options;
    options.name = "weixin";
    options.address = "127.0.0.1";
    return options;
  }

  base::Awaitable<Received> exchange(std::string request) {
    tcp::socket socket(loop);
    const tcp::endpoint endpoint(boost::asio::ip::make_address("127.0.0.1"), server.port());
    co_await socket.async_connect(endpoint, boost::asio::use_awaitable);
    co_await boost::asio::async_write(socket, boost::asio::buffer(request), boost::asio::use_awaitable);
    Received received;
    auto [end, size] = co_await boost::asio::async_read(socket, boost::asio::dynamic_buffer(received.bytes),
                                                        boost::asio::as_tuple(boost::asio::use_awaitable));
    received.end = end;
    co_return received;
  }

  // The answer to one query with this fault, read to the end of the connection.
  Received spoilt(json fault) {
    fault["path"] = code_path;
    control(http::Method::post, "faults", fault);
    const std::string body = R"({"code":"044GZ*J10"})";
    return support::run(
        loop, exchange("POST " + std::string(code_path) + "?access_token=" + token +
                       " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " +
                       std::to_string(body.size()) + "\r\n\r\n" + body));
  }
};

const boost::system::error_code proper_end = boost::asio::error::eof;
const boost::system::error_code torn = boost::asio::error::connection_reset;

TEST_CASE("an answer that closes unannounced is whole") {
  Wire wire;
  const Received received = wire.spoilt({{"kind", "silent_close"}});
  CHECK(json::parse(received.body())["code"] == "044GZ*J10");
  CHECK(received.end == proper_end);
  CHECK_FALSE(received.bytes.contains("Connection: close"));
}

TEST_CASE("a drip arrives whole though slowly") {
  Wire wire;
  const auto before = std::chrono::steady_clock::now();
  const Received received = wire.spoilt({{"kind", "drip"}, {"chunk", 100}, {"interval_ms", 5}});
  CHECK(json::parse(received.body())["code"] == "044GZ*J10");
  CHECK(std::chrono::steady_clock::now() - before >= std::chrono::milliseconds(20));
}

TEST_CASE("answers that are cut end properly but too early") {
  Wire wire;
  const Received truncated = wire.spoilt({{"kind", "truncated"}});
  CHECK(truncated.end == proper_end);
  CHECK(truncated.bytes.contains("Content-Length: " + std::to_string(truncated.body().size() + 100)));
  const Received chunked = wire.spoilt({{"kind", "chunked_cut"}});
  CHECK(chunked.end == proper_end);
  CHECK(chunked.bytes.contains("Transfer-Encoding: chunked"));
  CHECK_FALSE(chunked.bytes.ends_with("0\r\n\r\n"));
  const Received endless = wire.spoilt({{"kind", "no_length"}});
  CHECK(json::parse(endless.body())["code"] == "044GZ*J10");
}

TEST_CASE("interim answers and garbage and a huge body") {
  Wire wire;
  const Received interim = wire.spoilt({{"kind", "interim"}, {"status", 100}, {"count", 3}});
  CHECK(interim.bytes.starts_with("HTTP/1.1 100 Interim\r\n\r\nHTTP/1.1 100 "));
  CHECK(interim.bytes.contains("HTTP/1.1 200 OK\r\n"));
  CHECK_FALSE(wire.spoilt({{"kind", "garbage"}}).bytes.starts_with("HTTP"));
  const Received huge = wire.spoilt({{"kind", "huge"}, {"bytes", 3'000'000}});
  CHECK(huge.body().size() > 3'000'000);
  CHECK(json::parse(huge.body())["code"] == "044GZ*J10");
}

TEST_CASE("resets tear the connection and only one of them leaves no trace") {
  Wire wire;
  const Received reset = wire.spoilt({{"kind", "reset"}});
  CHECK(reset.end == torn);
  CHECK(reset.bytes.empty());
  CHECK(wire.spoilt({{"kind", "reset_mid"}}).end == torn);
  const json seen = wire.control(http::Method::get, "ledger/count");
  CHECK(wire.spoilt({{"kind", "reset_unread"}}).end == torn);
  CHECK(wire.control(http::Method::get, "ledger/count") == seen);
  CHECK(seen["total"] == 4);
}

TEST_CASE("an older version of HTTP is unusual") {
  Wire wire;
  wire.set({{"strict", true}});
  const std::string body = R"({"code":"044GZ*J10"})";
  const Received received = support::run(
      wire.loop, wire.exchange("POST " + std::string(code_path) + "?access_token=" + wire.token +
                               " HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: " +
                               std::to_string(body.size()) + "\r\n\r\n" + body));
  CHECK(errcode(json::parse(received.body())) == 40038);
  CHECK(wire.control(http::Method::get, "violations")["violations"][0]["what"] == "HTTP/1.0");
}

}  // namespace wire_test
