// Whether every event loop still turns.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "base/log.hpp"

namespace app {

struct CalledLoop {
  std::string name;
  boost::asio::io_context& io;
};

// Calls all loops by turns and waits for their answers; lives on a loop of its own choice, whose own stall
// silences it, too. A loop that does not answer until the next call is logged, once, and again when it
// answers.
class Rollcall {
 public:
  // `on_complete` runs on `home` each time all have answered. The loops must outlive what was posted to them.
  Rollcall(boost::asio::io_context& home, std::vector<CalledLoop> loops, std::chrono::milliseconds every,
           std::function<void()> on_complete, base::Log& log);
  ~Rollcall();

  // On `home`.
  void start();
  void stop();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace app
