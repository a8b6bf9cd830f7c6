// Waiting on purpose, and being woken when the program ends.
#pragma once

#include <chrono>
#include <set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/async.hpp"

namespace simulator {

// The waits of one event loop; all calls on it.
class Sleeper {
 public:
  explicit Sleeper(boost::asio::io_context& loop) : loop_(loop) {}

  // False when it was cut short by wake_all, or would have been.
  base::Awaitable<bool> sleep(std::chrono::milliseconds time);
  // Ends all waits, now and from now on.
  void wake_all();

 private:
  boost::asio::io_context& loop_;
  std::set<boost::asio::steady_timer*> waiting_;
  bool awake_ = false;
};

}  // namespace simulator
