#include "query/merchant_counts.hpp"

namespace query {
namespace {

constexpr std::size_t block_count = std::size_t{1} << 16;

}  // namespace

MerchantCounts::MerchantCounts() : blocks_(std::make_unique<std::atomic<Block*>[]>(block_count)) {}

MerchantCounts::~MerchantCounts() {
  for (std::size_t i = 0; i < block_count; ++i) {
    delete blocks_[i].load();
  }
}

std::size_t MerchantCounts::of(int merchant) const {
  const auto number = static_cast<std::uint32_t>(merchant);
  const Block* const block = blocks_[number >> bits].load(std::memory_order_acquire);
  return block == nullptr ? 0 : (*block)[number % block->size()].load(std::memory_order_relaxed);
}

std::atomic<std::uint32_t>& MerchantCounts::counter(int merchant) {
  const auto number = static_cast<std::uint32_t>(merchant);
  std::atomic<Block*>& place = blocks_[number >> bits];
  Block* block = place.load(std::memory_order_acquire);
  if (block == nullptr) {
    auto made = std::make_unique<Block>();
    // Where another thread was faster, `block` is its.
    if (place.compare_exchange_strong(block, made.get(), std::memory_order_acq_rel)) block = made.release();
  }
  return (*block)[number % block->size()];
}

}  // namespace query
