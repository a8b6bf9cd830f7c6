#include "crypto/random.hpp"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include <openssl/crypto.h>
#include <openssl/rand.h>

namespace crypto {
namespace {

void generate(std::span<std::byte> out) {
  while (!out.empty()) {
    const auto part = out.first(std::min<std::size_t>(out.size(), std::numeric_limits<int>::max()));
    if (RAND_bytes(reinterpret_cast<unsigned char*>(part.data()), static_cast<int>(part.size())) != 1) {
      // Going on would mean keys and nonces that can be guessed.
      std::fputs("the random number generator failed\n", stderr);
      std::abort();
    }
    out = out.subspan(part.size());
  }
}

// How often this process was forked off, by which stocks know that they are copies.
std::atomic<unsigned> generation{0};

unsigned current_generation() {
  static const int watched = ::pthread_atfork(nullptr, nullptr, [] { ++generation; });
  if (watched != 0) std::abort();
  return generation.load(std::memory_order_relaxed);
}

// Random bytes got in advance: the generator's cost is by the call (about 1 us), and every envelope needs a
// nonce. Bytes are wiped as they are handed out. A forked child starts with fresh ones.
class Stock {
 public:
  ~Stock() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

  void take(std::span<std::byte> out) {
    if (out.size() > left_ || generation_ != current_generation()) refill();
    const auto taken = std::span(bytes_).subspan(left_ - out.size(), out.size());
    std::ranges::copy(taken, out.begin());
    OPENSSL_cleanse(taken.data(), taken.size());
    left_ -= out.size();
  }

 private:
  void refill() {
    generate(bytes_);
    left_ = bytes_.size();
    generation_ = current_generation();
  }

  std::array<std::byte, 512> bytes_;
  std::size_t left_ = 0;
  unsigned generation_ = 0;
};

constexpr std::size_t small = 32;

}  // namespace

void SystemRandom::fill(std::span<std::byte> out) {
  thread_local Stock stock;
  if (out.size() <= small) {
    stock.take(out);
  } else {
    generate(out);
  }
}

}  // namespace crypto
