// What is written to standard error while it lives: the program's log.
#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <string>

#include <doctest/doctest.h>

namespace support {

class CapturedStderr {
 public:
  CapturedStderr() {
    char path[] = "/tmp/captured-stderr-XXXXXX";
    file_ = ::mkstemp(path);
    REQUIRE(file_ >= 0);
    ::unlink(path);
    before_ = ::dup(STDERR_FILENO);
    ::dup2(file_, STDERR_FILENO);
  }
  ~CapturedStderr() {
    ::dup2(before_, STDERR_FILENO);
    ::close(before_);
    ::close(file_);
  }
  CapturedStderr(const CapturedStderr&) = delete;
  CapturedStderr& operator=(const CapturedStderr&) = delete;

  std::string text() const {
    std::string text(static_cast<std::size_t>(::lseek(file_, 0, SEEK_END)), '\0');
    const auto size = ::pread(file_, text.data(), text.size(), 0);
    text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return text;
  }

 private:
  int file_ = -1;
  int before_ = -1;
};

}  // namespace support
