// An Api against a scripted server.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include "http/client.hpp"
#include "support/fake_clock.hpp"
#include "support/run_loop.hpp"
#include "support/scripted_peer.hpp"
#include "weixin/api.hpp"

namespace weixin_test {

using namespace std::chrono_literals;
using support::ok;

// Answers every request alike and remembers what it was asked.
struct Fixture {
  explicit Fixture(std::string answer_bytes) : Fixture() { answer = std::move(answer_bytes); }
  Fixture() : Fixture(http::ClientOptions{}) {}
  explicit Fixture(http::ClientOptions options)
      : peer(loop,
             [this](support::PeerConnection& c) -> base::Awaitable<void> {
               while (true) {
                 auto request = co_await c.read_request();
                 if (request.empty()) co_return;
                 requests.push_back(std::move(request));
                 if (answer.empty()) co_return;
                 co_await c.write(answer);
               }
             }),
        client(loop, std::move(options), nullptr, system_clock),
        api(client, {false, "127.0.0.1", peer.port()}, clock) {}

  base::Deadline deadline(std::chrono::milliseconds time = 3s) {
    return base::Deadline{std::chrono::steady_clock::now() + time};
  }
  // The body of the only request, whose target must be this.
  std::string asked(const std::string& target) {
    REQUIRE(requests.size() == 1);
    CHECK(requests[0].starts_with("POST " + target + " HTTP/1.1\r\n"));
    CHECK(requests[0].contains("\r\nContent-Type: application/json\r\n"));
    return requests[0].substr(requests[0].find("\r\n\r\n") + 4);
  }

  support::FakeClock clock;
  base::SystemClock system_clock;
  boost::asio::io_context loop;
  std::string answer;
  std::vector<std::string> requests;
  support::ScriptedPeer peer;
  http::Client client;
  weixin::Api api;
};

}  // namespace weixin_test
