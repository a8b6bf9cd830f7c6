// A file descriptor that becomes readable when another thread says so.
#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace db {

// raise() from any thread, once; then fd() stays readable for good.
class WakeUp {
 public:
  WakeUp() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  }
  ~WakeUp() { ::close(fd_); }
  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;

  void raise() { ::eventfd_write(fd_, 1); }
  int fd() const { return fd_; }

 private:
  int fd_;
};

}  // namespace db
