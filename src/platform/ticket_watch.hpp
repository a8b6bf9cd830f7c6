// Watches over the tickets: shows their age, and asks WeChat to push again when none comes.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/executor.hpp"
#include "platform/component_token.hpp"
#include "tokens/verdict.hpp"

namespace platform {

// The call to WeChat, as this room needs it. Lives on the control loop.
class TicketCalls {
 public:
  virtual ~TicketCalls() = default;
  // api_start_push_ticket; WeChat's words: "ok", pushing had stopped, or "in a normal state".
  virtual base::Awaitable<std::expected<std::string, tokens::Refusal>> start_push(
      base::Deadline deadline) = 0;
};

// WeChat pushes every 10 minutes: true when three pushes in a row have not come, or none ever has.
bool is_ticket_overdue(const std::optional<base::WallTime>& received_at, base::WallTime now);

struct TicketWatchOptions {
  bool pushes = false;  // are served here: else nothing is asked for
  std::chrono::milliseconds look{5'000};
  std::chrono::milliseconds ask_again{10 * 60'000};  // all gateways together, however often WeChat fails
  std::chrono::milliseconds call{3'000};
  std::chrono::milliseconds database{2'000};
};

// Lives on the control loop.
class TicketWatch {
 public:
  // What is given by reference must outlive the loop's last coroutine.
  TicketWatch(boost::asio::io_context& loop, TicketWatchOptions options, const ComponentToken& component,
              TicketCalls& calls, db::Executor& database, const base::Clock& clock, base::Metrics& metrics,
              base::Log& log);
  ~TicketWatch();

  void start();
  // `done` is called on the loop, after a call that is under way.
  void stop(std::function<void()> done);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace platform
