// A process that stands still, as one does whose disk hangs.
#pragma once

#include <signal.h>

#include <doctest/doctest.h>

namespace {

class FrozenProcess {
 public:
  explicit FrozenProcess(pid_t pid) : pid_(pid) { REQUIRE(::kill(pid_, SIGSTOP) == 0); }
  ~FrozenProcess() { ::kill(pid_, SIGCONT); }
  FrozenProcess(const FrozenProcess&) = delete;
  FrozenProcess& operator=(const FrozenProcess&) = delete;

 private:
  pid_t pid_;
};

}  // namespace
