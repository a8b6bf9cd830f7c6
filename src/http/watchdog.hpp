// The one timer of a connection.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

namespace http {

// Ends what a connection waits for at one absolute moment a phase. Moving the moment later costs nothing: the
// timer stays as it is and looks again when it fires, so a busy connection hardly ever touches it. Everything
// on the loop. Measures by the loop's own steady clock.
class Watchdog {
 public:
  // `end_wait` is called at each moment that comes; never after the watchdog was destroyed.
  Watchdog(const boost::asio::any_io_executor& loop, std::function<void()> end_wait);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // A new phase, which ends `limit` from now.
  void arm(std::chrono::milliseconds limit);
  // The same with an absolute moment; the farthest one is none.
  void arm(std::chrono::steady_clock::time_point moment);
  // The phase ended by itself.
  void disarm();
  // The moment of the last arm() came before disarm().
  bool expired() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with the pending wait, which may outlive the watchdog
};

}  // namespace http
