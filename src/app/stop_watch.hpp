// The last resort of a stop: the process ends although something hangs.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/log.hpp"

namespace app {

// Ends the process with status 1 when it still lives at the end of `limit`.
class StopWatch {
 public:
  StopWatch(std::chrono::milliseconds limit, base::Log& log);
  ~StopWatch();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace app
