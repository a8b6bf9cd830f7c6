// Reconciliation and the re-reading of merchants' states in a running gateway.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/executor.hpp"
#include "platform/merchant_calls.hpp"
#include "platform/reconciler.hpp"
#include "tokens/token_calls.hpp"

namespace platform {

struct ReconcileTimes {
  std::chrono::milliseconds every{};   // 0: never
  std::chrono::milliseconds reread{};  // 0: never
  std::chrono::milliseconds delay{};   // after the start, at most
};

// After a start, unless it was done within the last hour, and then as often as it says; by one gateway of
// all. States are re-read a few a minute. Lives on the control loop.
class ReconcileLoop {
 public:
  // What is given by reference must outlive the loop's last coroutine.
  ReconcileLoop(boost::asio::io_context& loop, ReconcileTimes times, ReconcilerOptions options,
                const crypto::KeyRing& keys, db::Executor& database, MerchantCalls& merchants,
                tokens::TokenCalls& tokens, tokens::ComponentTokens& component, const base::Clock& clock,
                base::Random& random, base::Log& log);
  ~ReconcileLoop();

  void start();
  // Ends after the call that is under way; `done` is called on the loop.
  void stop(std::function<void()> done);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace platform
