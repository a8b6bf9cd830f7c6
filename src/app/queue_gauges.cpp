#include "app/queue_gauges.hpp"

#include <utility>

#include "app/memory_bound.hpp"
#include "app/process_facts.hpp"

namespace app {

QueueGauges::QueueGauges(const Config& config, QueueSources sources, base::Metrics& metrics)
    : sources_(sources),
      connections_(metrics, "connections"),
      address_connections_(metrics, "connections_of_an_address"),
      handshakes_(metrics, "handshakes"),
      upstream_(metrics, "upstream"),
      database_(metrics, "database"),
      audit_(metrics, "audit"),
      tally_(metrics, "counted_refusals"),
      memory_bound_(metrics.gauge("marketcode_memory_bound_bytes",
                                  "What the limits of the configuration add up to, at most.")),
      made_room_(metrics.counter("marketcode_connections_made_room_total",
                                 "Idle or slow connections closed so that another one could come.")),
      resident_(metrics.gauge("process_resident_memory_bytes", "Memory of this process.")),
      open_files_(metrics.gauge("process_open_fds", "Open file descriptors.")),
      most_files_(metrics.gauge("process_max_fds", "How many there may be.")) {
  for (int i = 0; i < config.server.loops; ++i) {
    loops_.push_back(std::make_unique<Upstream>());
  }
  show_limits(config);
}

void QueueGauges::show_limits(const Config& config) {
  upstream_.limit(config.weixin.waiting * loops_.size());
  database_.limit(config.database.waiting);
  audit_.limit(config.audit.waiting);
  tally_.limit(config.audit.refusals);
  memory_bound_.set(static_cast<double>(memory_bound(config)));
}

void QueueGauges::upstream(std::size_t loop, const http::Client::Counts& counts) {
  Upstream& mine = *loops_[loop];
  mine.waiting.store(counts.waiting);
  upstream_.refused(counts.refused - std::exchange(mine.refused, counts.refused));
  std::size_t waiting = 0;
  for (const auto& each : loops_) {
    waiting += each->waiting.load();
  }
  upstream_.length(waiting);
}

void QueueGauges::look() {
  sources_.places.sample();
  look_at_connections();
  const auto database = sources_.database.counts();
  database_.length(database.waiting);
  database_.refusals_so_far(database.refused);
  audit_.length(sources_.audit.waiting());
  audit_.refusals_so_far(sources_.audit.refused());
  tally_.length(sources_.tally.size());
  tally_.refusals_so_far(sources_.tally.untold());
  look_at_process();
}

void QueueGauges::look_at_connections() {
  const auto counts = sources_.connections.counts();
  connections_.length(counts.connections);
  connections_.limit(counts.limits.all);
  connections_.refusals_so_far(counts.refused);
  address_connections_.length(counts.most_of_an_address);
  address_connections_.limit(counts.limits.per_address);
  address_connections_.refusals_so_far(counts.refused_for_address);
  handshakes_.length(counts.handshakes);
  handshakes_.limit(counts.limits.handshakes);
  handshakes_.refusals_so_far(counts.refused_handshakes);
  made_room_.add(static_cast<double>(counts.made_room - made_room_told_));
  made_room_told_ = counts.made_room;
}

void QueueGauges::look_at_process() {
  const auto facts = process_facts();
  resident_.set(static_cast<double>(facts.resident_bytes));
  open_files_.set(static_cast<double>(facts.open_files));
  most_files_.set(static_cast<double>(facts.most_files));
}

}  // namespace app
