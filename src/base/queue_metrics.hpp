// The same three series for every queue and every kind of place that has a limit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/metrics.hpp"

namespace base {

// marketcode_queue_length{queue}, marketcode_queue_limit{queue}, marketcode_queue_refusals_total{queue}.
// Thread-safe but for refusals_so_far().
class QueueMetrics {
 public:
  QueueMetrics(Metrics& metrics, std::string_view queue);

  void length(std::size_t value) const { length_.set(static_cast<double>(value)); }
  void limit(std::size_t value) const { limit_.set(static_cast<double>(value)); }
  void refused(std::uint64_t count = 1) const { refusals_.add(static_cast<double>(count)); }
  // For a queue that counts by itself: its total, which only grows. From one thread.
  void refusals_so_far(std::uint64_t total);

 private:
  Gauge length_;
  Gauge limit_;
  Counter refusals_;
  std::uint64_t told_ = 0;
};

}  // namespace base
