#include "db/hang_guard.hpp"

#include <sys/socket.h>

#include "db/silence.hpp"

namespace db {

HangGuard::HangGuard(int socket, std::chrono::milliseconds limit)
    : socket_(socket), round_(limit / Silence::rounds) {
  if (round_.count() > 0) thread_ = std::thread([this] { watch(); });
}

HangGuard::~HangGuard() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void HangGuard::begin() {
  step();
  uses_.fetch_add(1, std::memory_order_relaxed);
}

void HangGuard::end() {
  step();
  uses_.fetch_sub(1, std::memory_order_relaxed);
}

void HangGuard::watch() {
  Silence silence;
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, round_, [this] { return stopping_; })) {
    if (!silence.too_long(uses_.load() > 0, steps_.load())) continue;
    cut_.store(true);
    ::shutdown(socket_, SHUT_RDWR);
    return;
  }
}

}  // namespace db
