#include "app/stop_watch.hpp"

#include <unistd.h>

namespace app {

StopWatch::StopWatch(std::chrono::milliseconds limit, base::Log& log) {
  thread_ = std::thread([this, limit, &log] {
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, limit, [this] { return stopped_; })) return;
    log.error("stop_took_too_long", {{"limit_ms", limit.count()}});
    ::_exit(1);
  });
}

StopWatch::~StopWatch() {
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

}  // namespace app
