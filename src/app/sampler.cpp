#include "app/sampler.hpp"

#include <map>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "app/queue_gauges.hpp"
#include "app/worker.hpp"
#include "db/executor.hpp"
#include "tokens/health.hpp"
#include "tokens/vault.hpp"

namespace app {
namespace {

constexpr std::chrono::seconds sampling_period{5};

struct WorkerGauges {
  base::Gauge connections;
  base::Gauge upstream_open;
  base::Gauge upstream_idle;
  base::Gauge upstream_waiting;
};

WorkerGauges worker_gauges(base::Metrics& metrics, std::size_t loop) {
  const auto upstream = [&](const char* state) {
    return metrics.gauge("marketcode_upstream_connections",
                         "Connections to WeChat, and queries that wait for one.",
                         {{"loop", std::to_string(loop)}, {"state", state}});
  };
  return {
      metrics.gauge("marketcode_connections", "Connections of callers.", {{"loop", std::to_string(loop)}}),
      upstream("open"), upstream("idle"), upstream("waiting")};
}

}  // namespace

struct Sampler::Impl : std::enable_shared_from_this<Impl> {
  Impl(boost::asio::io_context& io, const std::vector<std::unique_ptr<Worker>>& all, QueueGauges& bounded,
       const db::Executor& executor, const tokens::Vault& tokens, const base::Clock& time,
       base::Metrics& registry)
      : timer(io),
        workers(all),
        queues(bounded),
        database(executor),
        vault(tokens),
        clock(time),
        metrics(registry) {
    for (std::size_t i = 0; i < workers.size(); ++i) {
      gauges.push_back(worker_gauges(metrics, i));
    }
  }

  void look() {
    for (std::size_t i = 0; i < workers.size(); ++i) {
      boost::asio::post(workers[i]->loop().io(), [this, i, worker = workers[i].get(), gauge = gauges[i]] {
        const auto upstream = worker->client().counts();
        queues.upstream(i, upstream);
        gauge.connections.set(static_cast<double>(worker->server().connections()));
        gauge.upstream_open.set(static_cast<double>(upstream.open));
        gauge.upstream_idle.set(static_cast<double>(upstream.idle));
        gauge.upstream_waiting.set(static_cast<double>(upstream.waiting));
      });
    }
    queues.look();
    look_at_database();
    look_at_tokens();
  }

  void look_at_database() {
    const auto counts = database.counts();
    const auto set = [&](const char* state, std::size_t value) {
      metrics.gauge("marketcode_database_jobs", "Database work outside the audit log.", {{"state", state}})
          .set(static_cast<double>(value));
    };
    set("waiting", counts.waiting);
    set("running", counts.running);
    metrics.gauge("marketcode_database_connections", "Connections of that work.")
        .set(static_cast<double>(counts.connected));
  }

  void look_at_tokens() {
    std::map<std::string, std::size_t> found;
    const auto now = clock.wall();
    vault.for_each([&](const tokens::TokenState& state) {
      ++found[std::string(tokens::name(tokens::health(state, now).health))];
    });
    for (auto& [health, count] : by_health) {
      count = found[health];
    }
    for (const auto& [health, count] : found) {
      by_health[health] = count;
      metrics.gauge("marketcode_tokens", "Merchants' tokens by health.", {{"health", health}})
          .set(static_cast<double>(count));
    }
  }

  void run() {
    if (stopping) return;
    look();
    timer.expires_after(sampling_period);
    timer.async_wait([self = shared_from_this()](boost::system::error_code) { self->run(); });
  }

  boost::asio::steady_timer timer;
  const std::vector<std::unique_ptr<Worker>>& workers;
  QueueGauges& queues;
  const db::Executor& database;
  const tokens::Vault& vault;
  const base::Clock& clock;
  base::Metrics& metrics;
  std::vector<WorkerGauges> gauges;
  std::map<std::string, std::size_t> by_health;
  bool stopping = false;
};

Sampler::Sampler(boost::asio::io_context& loop, const std::vector<std::unique_ptr<Worker>>& workers,
                 QueueGauges& queues, const db::Executor& database, const tokens::Vault& vault,
                 const base::Clock& clock, base::Metrics& metrics)
    : impl_(std::make_shared<Impl>(loop, workers, queues, database, vault, clock, metrics)) {}

Sampler::~Sampler() = default;

void Sampler::start() { impl_->run(); }

void Sampler::stop() {
  impl_->stopping = true;
  impl_->timer.cancel();
}

std::vector<std::pair<std::string, std::size_t>> Sampler::tokens() const {
  return {impl_->by_health.begin(), impl_->by_health.end()};
}

}  // namespace app
