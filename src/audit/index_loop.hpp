// Keeps what search needs up to date (index_store.hpp).
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/executor.hpp"

namespace audit {

struct IndexLoopOptions {
  std::chrono::milliseconds every{10'000};
  std::int64_t at_once = 50'000;     // records counted in one transaction
  std::chrono::minutes longest{30};  // for one B-tree
};

// Lives on the control loop. Of several processes each does what the others leave.
class IndexLoop {
 public:
  // What is given by reference must outlive the loop's last coroutine.
  IndexLoop(boost::asio::io_context& loop, IndexLoopOptions options, db::Executor& database,
            const base::Clock& clock, base::Metrics& metrics, base::Log& log);
  ~IndexLoop();

  // Looks at once, then `every`.
  void start();
  // `done` is called on the loop, after the statement that runs.
  void stop(std::function<void()> done);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace audit
