// Looks for streams that nobody writes any more, and closes them.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>

#include "audit/recovery_store.hpp"
#include "audit/stream_heads.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/executor.hpp"

namespace audit {

// Lives on the control loop.
class RecoveryLoop {
 public:
  RecoveryLoop(boost::asio::io_context& loop, RecoveryOptions options, const crypto::KeyRing& keys,
               StreamHeads& heads, db::Executor& database, const base::Clock& clock, base::Random& random,
               base::Metrics& metrics, base::Log& log);
  ~RecoveryLoop();

  // Looks at once, then every sixth of stale_after; takes what two looks in a row found silent.
  void start();
  // On the loop.
  void stop();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace audit
