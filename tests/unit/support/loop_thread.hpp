// An event loop that runs on a thread of its own during a test.
#pragma once

#include <future>
#include <thread>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace support {

class LoopThread {
 public:
  LoopThread() : guard_(loop_.get_executor()), thread_([this] { loop_.run(); }) {}
  ~LoopThread() {
    if (thread_.joinable()) stop();
  }

  boost::asio::io_context& loop() { return loop_; }

  // Runs `f` on the loop and returns what it returns.
  template <class F>
  auto call(F f) {
    std::packaged_task<decltype(f())()> task(std::move(f));
    auto result = task.get_future();
    boost::asio::post(loop_, [&task] { task(); });
    return result.get();
  }

  // Waits until the loop has nothing left to do.
  void join() {
    guard_.reset();
    thread_.join();
  }
  // Ends the loop, whatever it has left to do.
  void stop() {
    loop_.stop();
    join();
  }

 private:
  boost::asio::io_context loop_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
  std::thread thread_;
};

}  // namespace support
