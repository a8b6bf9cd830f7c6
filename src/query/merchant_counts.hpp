// A counter for each merchant, for many threads.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "query/asio_query.hpp"

namespace query {

// Merchants' numbers are dense, so a counter stands at its number: 4 bytes a merchant, made 65,536 at a time
// at first use and kept. Thread-safe, without a lock.
class MerchantCounts {
 public:
  MerchantCounts();
  ~MerchantCounts();
  MerchantCounts(const MerchantCounts&) = delete;
  MerchantCounts& operator=(const MerchantCounts&) = delete;

  // What was there before.
  std::size_t add(int merchant) { return counter(merchant).fetch_add(1, std::memory_order_relaxed); }
  // After as many add() only.
  void subtract(int merchant) { counter(merchant).fetch_sub(1, std::memory_order_relaxed); }
  std::size_t of(int merchant) const;

 private:
  static constexpr std::size_t bits = 16;
  using Block = std::array<std::atomic<std::uint32_t>, std::size_t{1} << bits>;

  std::atomic<std::uint32_t>& counter(int merchant);

  std::unique_ptr<std::atomic<Block*>[]> blocks_;  // of all numbers that an int can have
};

}  // namespace query
