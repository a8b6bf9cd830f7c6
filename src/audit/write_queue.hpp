// Where the event loops leave work for the writer's thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>

#include "audit/work.hpp"

namespace audit {

// Thread-safe. Intents are bounded here; records of intents are bounded by them, and records without an
// intent by the writer.
class WriteQueue {
 public:
  explicit WriteQueue(std::size_t most_intents) : most_intents_(most_intents) {}

  // False when too many intents wait.
  bool push(IntentRequest request);
  void push(RecordRequest request);
  // Wakes take() although nothing was pushed.
  void wake();
  // Lets so much time pass, or less when interrupt() is called meanwhile.
  void pause(std::chrono::milliseconds time);
  // Ends a pause and a take() that wait now.
  void interrupt();

  // Moves up to `most` requests to the end of `work`; waits for the first one until `wait` is over or wake()
  // is called, unless `work` holds something already. Intents whose waiter gave up are dropped.
  void take(Work& work, std::size_t most, std::chrono::milliseconds wait);

  std::size_t size() const;
  // How long the oldest request has waited; zero when none does.
  std::chrono::microseconds oldest(base::SteadyTime now) const;

 private:
  const std::size_t most_intents_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable interruption_;
  bool woken_ = false;
  std::deque<IntentRequest> intents_;
  std::deque<RecordRequest> records_;
};

}  // namespace audit
