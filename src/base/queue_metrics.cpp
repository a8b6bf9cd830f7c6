#include "base/queue_metrics.hpp"

#include <string>

namespace base {

QueueMetrics::QueueMetrics(Metrics& metrics, std::string_view queue) {
  const Labels labels{{"queue", std::string(queue)}};
  length_ = metrics.gauge("marketcode_queue_length", "What waits in a queue, or holds a place.", labels);
  limit_ = metrics.gauge("marketcode_queue_limit", "How much may.", labels);
  refusals_ =
      metrics.counter("marketcode_queue_refusals_total", "What was refused because no more may.", labels);
}

void QueueMetrics::refusals_so_far(std::uint64_t total) {
  if (total > told_) refusals_.add(static_cast<double>(total - told_));
  told_ = total;
}

}  // namespace base
