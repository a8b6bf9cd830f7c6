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
  allow({});
  uses_.fetch_sub(1, std::memory_order_relaxed);
}

void HangGuard::allow(std::chrono::milliseconds limit) {
  if (round_.count() > 0) allowed_rounds_.store(limit / round_);
}

void HangGuard::watch() {
  Silence silence;
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, round_, [this] { return stopping_; })) {
    if (allowed_rounds_.load() > 0) {
      allowed_rounds_.fetch_sub(1);
      step();
    }
    if (!silence.too_long(uses_.load() > 0, steps_.load())) continue;
    cut_.store(true);
    ::shutdown(socket_, SHUT_RDWR);
    return;
  }
}

}  // namespace db
