// Shows every bounded queue and place of the program in the metrics, and the memory that they add up to.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "app/config.hpp"
#include "audit/writer.hpp"
#include "base/metrics.hpp"
#include "base/queue_metrics.hpp"
#include "db/executor.hpp"
#include "http/client.hpp"
#include "http/connection_book.hpp"
#include "query/in_flight.hpp"
#include "query/refusal_tally.hpp"

namespace app {

struct QueueSources {
  const query::InFlight& places;
  const http::ConnectionBook& connections;
  const db::Executor& database;
  const audit::Writer& audit;
  const query::RefusalTally& tally;
};

// look() on the control loop.
class QueueGauges {
 public:
  // The sources must outlive it.
  QueueGauges(const Config& config, QueueSources sources, base::Metrics& metrics);

  void look();
  // The limits that a running gateway has from now on.
  void show_limits(const Config& config);
  // From each public loop, on it.
  void upstream(std::size_t loop, const http::Client::Counts& counts);

 private:
  struct Upstream {
    std::atomic<std::size_t> waiting{0};
    std::uint64_t refused = 0;  // told so far; of that loop alone
  };
  void look_at_connections();
  void look_at_process();

  const QueueSources sources_;
  std::vector<std::unique_ptr<Upstream>> loops_;
  base::QueueMetrics connections_;
  base::QueueMetrics address_connections_;
  base::QueueMetrics handshakes_;
  base::QueueMetrics upstream_;
  base::QueueMetrics database_;
  base::QueueMetrics audit_;
  base::QueueMetrics tally_;
  base::Gauge memory_bound_;
  base::Counter made_room_;
  std::uint64_t made_room_told_ = 0;
  base::Gauge resident_;
  base::Gauge open_files_;
  base::Gauge most_files_;
};

}  // namespace app
