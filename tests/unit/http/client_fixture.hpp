// A client against scripted peers, all on one loop.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include "http/client.hpp"
#include "http/tls.hpp"
#include "support/run_loop.hpp"
#include "support/scripted_peer.hpp"
#include "support/temp_file.hpp"
#include "support/test_certificates.hpp"

namespace client_test {

using namespace std::chrono_literals;
using support::ok;
using support::PeerConnection;
using support::ScriptedPeer;

inline http::Origin plain(std::uint16_t port) { return {false, "127.0.0.1", port}; }

inline http::OutgoingRequest post(std::string_view body = "{}") {
  http::OutgoingRequest request;
  request.target = "/path?token=secret";
  request.body = body;
  return request;
}

struct Fixture {
  explicit Fixture(http::ClientOptions options = {}, std::shared_ptr<http::TlsClientContext> tls = nullptr) {
    use(std::move(options), std::move(tls));
  }
  // Another client in place of the first.
  void use(http::ClientOptions options, std::shared_ptr<http::TlsClientContext> tls = nullptr) {
    client = std::make_unique<http::Client>(loop, std::move(options), std::move(tls), clock);
  }

  base::Awaitable<http::Exchange> begin(http::Origin origin, http::OutgoingRequest request,
                                        std::chrono::milliseconds time = 3s) {
    auto exchange = co_await client->send(origin, request, base::Deadline{clock.steady() + time});
    co_return exchange;
  }
  http::Exchange send(const http::Origin& origin, const http::OutgoingRequest& request = post(),
                      std::chrono::milliseconds time = 3s) {
    return support::run(loop, begin(origin, request, time));
  }

  base::SystemClock clock;
  boost::asio::io_context loop;
  std::unique_ptr<http::Client> client;
};

inline std::shared_ptr<http::TlsClientContext> trusting(const support::TestAuthority& authority) {
  const support::TempFile file(authority.certificate());
  auto context = http::TlsClientContext::load(file.path());
  REQUIRE(context.has_value());
  return *context;
}

inline void check_failed(const http::Exchange& exchange, http::Fault fault, http::Sent sent,
                         base::Code code) {
  REQUIRE(!exchange.result.has_value());
  CHECK_MESSAGE(exchange.fault == fault, exchange.result.error().cause);
  CHECK(exchange.sent == sent);
  CHECK(exchange.result.error().code == code);
  CHECK(!exchange.result.error().detail.empty());
  CHECK(!exchange.result.error().cause.contains("secret"));
}

}  // namespace client_test
