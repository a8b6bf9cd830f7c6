// Random bytes that repeat from run to run.
#pragma once

#include <cstdint>
#include <mutex>
#include <random>
#include <span>

#include "base/random.hpp"

namespace support {

// The same seed gives the same bytes. Thread-safe.
class FakeRandom final : public base::Random {
 public:
  explicit FakeRandom(std::uint64_t seed = 1) : engine_(seed) {}

  void fill(std::span<std::byte> out) override {
    const std::lock_guard lock(mutex_);
    for (std::byte& byte : out) {
      byte = static_cast<std::byte>(engine_() & 0xff);
    }
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

}  // namespace support
