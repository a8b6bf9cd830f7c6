// An event loop on a thread of its own.
#pragma once

#include <functional>
#include <future>
#include <string>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "base/log.hpp"

namespace app {

// Runs until release() was called and nothing is left to do. An exception that reaches the loop is logged and
// the loop goes on: nobody planned for it, and the other requests are not to suffer.
class Loop {
 public:
  Loop(std::string name, base::Log& log);
  ~Loop();

  boost::asio::io_context& io() { return io_; }
  void start();
  // The loop may end when its work is done.
  void release();
  void join();

  // From another thread: runs `begin(done)` on the loop; the future is ready when `done` was called.
  std::future<void> begin(std::function<void(std::function<void()>)> begin);
  // From another thread: runs `f` on the loop and waits for its end.
  void call(std::function<void()> f);

 private:
  std::string name_;
  base::Log& log_;
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{io_.get_executor()};
  std::thread thread_;
};

}  // namespace app
