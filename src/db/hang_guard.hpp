// Ends a session whose server neither answers nor hangs up. For the sources of this room only.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

namespace db {

// A blocked libpq call returns when its socket is shut down, and for a server that stands still (a paused
// machine, a disk that hangs, a network that lost its way) nothing else makes it: neither the server's own
// time limits nor TCP's, since the kernel behind the server still acknowledges. One thread a session watches
// for that.
//
// The thread counts rounds, not time: a process that was frozen itself blames no server when it wakes.
class HangGuard {
 public:
  // Shuts `socket` down once a use has taken not one step for `limit` (up to a quarter more). Zero: never.
  // The socket must outlive the guard.
  HangGuard(int socket, std::chrono::milliseconds limit);
  ~HangGuard();
  HangGuard(const HangGuard&) = delete;
  HangGuard& operator=(const HangGuard&) = delete;

  // The session's thread: it is in use from begin() to end(), which may nest; every statement is a step.
  void begin();
  void step() { steps_.fetch_add(1, std::memory_order_relaxed); }
  void end();
  // Until the use ends, or the next call, its steps may take `limit`. Zero: as at first.
  void allow(std::chrono::milliseconds limit);
  bool has_cut() const { return cut_.load(); }

 private:
  void watch();

  const int socket_;
  const std::chrono::milliseconds round_;
  std::atomic<int> uses_{0};
  std::atomic<std::uint64_t> steps_{0};
  std::atomic<std::int64_t> allowed_rounds_{0};  // that count as steps
  std::atomic<bool> cut_{false};
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace db
