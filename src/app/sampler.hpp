// Looks now and then at what no event tells: how full pools and listeners are, how healthy tokens are.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "base/clock.hpp"
#include "base/metrics.hpp"

namespace db {
class Executor;
}
namespace tokens {
class Vault;
}

namespace app {

class QueueGauges;
class Worker;

// Lives on the control loop; asks each worker on the worker's own loop.
class Sampler {
 public:
  Sampler(boost::asio::io_context& loop, const std::vector<std::unique_ptr<Worker>>& workers,
          QueueGauges& queues, const db::Executor& database, const tokens::Vault& vault,
          const base::Clock& clock, base::Metrics& metrics);
  ~Sampler();

  // At once, then every 5 seconds.
  void start();
  void stop();
  // How many merchants' tokens are in which state, as last seen. On the loop.
  std::vector<std::pair<std::string, std::size_t>> tokens() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace app
