// How many queries run at once: in the gateway, and of one merchant.
#pragma once

#include <atomic>
#include <cstddef>
#include <expected>
#include <utility>

#include "base/metrics.hpp"
#include "base/queue_metrics.hpp"
#include "query/merchant_counts.hpp"

namespace query {

struct InFlightLimits {
  std::size_t all = 2'000;         // in the process
  std::size_t per_merchant = 500;  // of one merchant; half of `all` is never passed
};

enum class Entry {
  admitted,
  gateway_full,
  merchant_full,  // the merchant's own ceiling
  share_full,     // the merchant holds no less than is free: that is left to others
};

// Pure. `mine` of the `used` places are the merchant's.
Entry judge_entry(std::size_t mine, std::size_t used, const InFlightLimits& limits);

// Thread-safe and without a lock: one for all loops. Never more than InFlightLimits::all are inside; where
// two enter at the same moment, one may be refused a place that would just have been free. Must outlive its
// places.
class InFlight {
 public:
  InFlight(InFlightLimits limits, base::Metrics& metrics);

  // Held by a query as long as it runs.
  class Place {
   public:
    Place(Place&& other) noexcept
        : house_(std::exchange(other.house_, nullptr)),
          merchant_(other.merchant_),
          waiting_(std::exchange(other.waiting_, false)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      wait_for_token(false);
      if (house_) house_->leave(merchant_);
    }

    // Whether the query waits for an access token now: that queue is bounded by the places.
    void wait_for_token(bool waits);

   private:
    friend class InFlight;
    Place(InFlight* house, int merchant) : house_(house), merchant_(merchant) {}
    InFlight* house_;
    int merchant_;
    bool waiting_ = false;
  };

  std::expected<Place, Entry> enter(int merchant);
  // Places that are held stay held.
  void change(InFlightLimits limits);

  std::size_t size() const { return used_.load(std::memory_order_relaxed); }
  std::size_t size(int merchant) const { return counts_.of(merchant); }
  std::size_t waiting_for_token() const { return waiting_.load(std::memory_order_relaxed); }
  // Shows both in the metrics.
  void sample() const;

 private:
  void leave(int merchant);

  std::atomic<std::size_t> all_;
  std::atomic<std::size_t> per_merchant_;
  std::atomic<std::size_t> used_{0};
  std::atomic<std::size_t> waiting_{0};
  MerchantCounts counts_;
  const base::QueueMetrics queries_;
  const base::QueueMetrics merchant_queries_;
  const base::QueueMetrics tokens_;
};

}  // namespace query
