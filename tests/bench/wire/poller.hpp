// Waits for sockets, to the nanosecond.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <chrono>
#include <optional>
#include <span>

namespace bench {

using Clock = std::chrono::steady_clock;

class Poller {
 public:
  Poller();
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  // `who` comes back with the events. Interest is in reading, or in writing only.
  void add(int socket, void* who);
  void want_write(int socket, void* who, bool write);
  void remove(int socket);

  // What happened, at most until then; nothing: without end.
  std::span<const epoll_event> wait(std::optional<Clock::time_point> until);

 private:
  int epoll_;
  std::array<epoll_event, 256> events_;
};

}  // namespace bench
