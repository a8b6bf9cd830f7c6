#include "wire/poller.hpp"

#include <time.h>
#include <unistd.h>

#include <algorithm>

#include "wire/options.hpp"

namespace bench {

Poller::Poller() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), events_() {
  if (epoll_ < 0) give_up("epoll cannot be had");
}

Poller::~Poller() { ::close(epoll_); }

void Poller::add(int socket, void* who) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = who;
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event);
}

void Poller::want_write(int socket, void* who, bool write) {
  epoll_event event{};
  event.events = write ? EPOLLOUT : EPOLLIN;
  event.data.ptr = who;
  ::epoll_ctl(epoll_, EPOLL_CTL_MOD, socket, &event);
}

void Poller::remove(int socket) { ::epoll_ctl(epoll_, EPOLL_CTL_DEL, socket, nullptr); }

std::span<const epoll_event> Poller::wait(std::optional<Clock::time_point> until) {
  timespec left{};
  if (until) {
    const auto nanos = std::max<std::int64_t>(
        0, std::chrono::duration_cast<std::chrono::nanoseconds>(*until - Clock::now()).count());
    left.tv_sec = nanos / 1'000'000'000;
    left.tv_nsec = nanos % 1'000'000'000;
  }
  const int count = ::epoll_pwait2(epoll_, events_.data(), static_cast<int>(events_.size()),
                                   until ? &left : nullptr, nullptr);
  return {events_.data(), static_cast<std::size_t>(std::max(count, 0))};
}

}  // namespace bench
