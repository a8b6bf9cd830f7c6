// Forwards WeChat's pushes to another platform's program that stands beside this one.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "http/client.hpp"
#include "http/url.hpp"

namespace platform {

// A push as it came, verified.
struct RelayedPush {
  std::string appid;  // of a message: whose follower wrote it
  std::string query;
  std::string content_type;
  std::string body;
};

// Where a push goes: the URL with `$APPID$` filled in, and the push's own query string behind it. Nothing for
// an appid of other characters than letters, digits, '_' and '-'.
std::optional<std::string> relay_target(std::string_view target, const RelayedPush& push);

struct RelayOptions {
  std::vector<http::Url> events;
  std::vector<http::Url> messages;           // `$APPID$` in the path stands for the account
  std::chrono::milliseconds event{10'000};   // for those who take an event
  std::chrono::milliseconds message{4'500};  // WeChat waits for 5 s
  std::size_t in_flight = 256;               // pushes to one URL; more are dropped
  std::size_t longest_reply = 64 * 1024;
};

// Never keeps this gateway's own answer: what could not be forwarded is counted and logged. Lives on the
// control loop.
class Relay {
 public:
  // What is given by reference must outlive the loop's last coroutine.
  Relay(boost::asio::io_context& loop, RelayOptions options, http::Client& client, const base::Clock& clock,
        base::Metrics& metrics, base::Log& log);
  ~Relay();

  bool takes_messages() const;
  // Any thread: forwards to every URL, once.
  void event(RelayedPush push);
  // Any loop: forwards to every URL; gives the first one's reply, or `success` when none came in time.
  base::Awaitable<std::string> message(RelayedPush push);
  // On the loop, when no push comes any more: `done` is called when none is under way.
  void stop(std::function<void()> done);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace platform
