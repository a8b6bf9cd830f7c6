#include <doctest/doctest.h>

#include "base/metrics.hpp"
#include "http/client.hpp"
#include "platform/relay.hpp"
#include "support/run_loop.hpp"
#include "support/scripted_peer.hpp"

namespace relay_flight_test {

using namespace std::chrono_literals;

struct Fixture {
  platform::RelayOptions options() {
    platform::RelayOptions made;
    made.events = {http::Url::parse("http://127.0.0.1:" + std::to_string(peer.port()) + "/events").value()};
    made.event = 60s;
    made.in_flight = 3;
    return made;
  }
  double count(std::string_view result) {
    const auto text = metrics.render();
    const std::string series =
        "marketcode_relayed_pushes_total{kind=\"event\",result=\"" + std::string(result) + "\"} ";
    const auto at = text.find(series);
    return at == std::string::npos ? 0 : std::stod(text.substr(at + series.size()));
  }
  void push(int times) {
    for (int i = 0; i < times; ++i) {
      relay.event({"", "nonce=1", "text/xml", "<xml/>"});
    }
  }

  boost::asio::io_context loop;
  base::SystemClock clock;
  base::Metrics metrics;
  base::Log log{base::LogLevel::error, base::LogFormat::text};
  int waiting = 0;
  bool let_go = false;
  support::ScriptedPeer peer{loop, [this](support::PeerConnection& connection) -> base::Awaitable<void> {
                               const auto request = co_await connection.read_request();
                               if (request.empty()) co_return;
                               ++waiting;
                               while (!let_go) {
                                 co_await connection.pause(1ms);
                               }
                               co_await connection.write(support::ok("success"));
                             }};
  http::Client client{loop, {}, nullptr, clock};
  platform::Relay relay{loop, options(), client, clock, metrics, log};
};

TEST_CASE_FIXTURE(Fixture, "relay - pushes beyond what may be in flight are dropped and counted") {
  push(5);
  support::run_until(loop, [&] { return waiting == 3 && count("dropped") == 2; }, 30s);
  CHECK(count("done") == 0);
  let_go = true;
  support::run_until(loop, [&] { return count("done") == 3; }, 30s);
  push(1);  // there is room again
  support::run_until(loop, [&] { return count("done") == 4; }, 30s);
  CHECK(count("dropped") == 2);
  client.close();
  bool stopped = false;
  relay.stop([&] { stopped = true; });
  support::run_until(loop, [&] { return stopped; }, 30s);
}

TEST_CASE("relay - 256 pushes to one program may be in flight") {
  CHECK(platform::RelayOptions{}.in_flight == 256);
}

}  // namespace relay_flight_test
