// The audit log of one process: group commit on a thread of its own.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>
#include <thread>

#include "audit/committer.hpp"
#include "audit/log.hpp"
#include "audit/write_queue.hpp"

namespace audit {

struct WriterOptions {
  CommitterOptions committer;
  std::size_t most_intents = 20'000;  // that wait for a commit; one more is refused at once
  std::size_t most_in_batch = 1'024;
  std::chrono::milliseconds heartbeat{5'000};
  std::chrono::milliseconds outbox_poll{1'000};
};

class Writer final : public Log {
 public:
  Writer(WriterOptions options, std::unique_ptr<StreamStore> store, const base::Clock& clock,
         base::Random& random, base::Metrics& metrics, base::Log& log);
  ~Writer() override;  // stops without grace

  // Tells the heads what becomes durable; before start().
  void publish_to(StreamHeads& heads) { committer_.publish_to(heads); }

  // Makes the partitions, opens the first stream, starts the thread. Blocking; before any loop runs.
  base::Result<> start();

  base::Awaitable<base::Result<std::shared_ptr<const Intent>>> begin(const QueryHead& head,
                                                                     base::Deadline deadline) override;
  base::Awaitable<base::Result<RecordId>> finish(std::shared_ptr<const Intent> intent, QueryTail tail,
                                                 base::Deadline deadline) override;
  base::Awaitable<base::Result<RecordId>> refuse(const QueryHead& head, QueryTail tail,
                                                 base::Deadline deadline) override;

  // Lines may wait in the outbox. Any thread.
  void poke();
  // A stream is open and the database took the last commit. Any thread.
  bool healthy() const { return healthy_.load(); }
  std::int64_t current_stream() const { return current_.load(); }  // 0: none

  // Intents and records that wait for a commit, and how many were refused so far because too many did. Any
  // thread.
  std::size_t waiting() const { return queue_.size() + taken_.load(); }
  std::uint64_t refused() const { return refused_.load(); }

  // Writes what waits, seals the streams, ends the thread; gives up after `grace`. To be called when no query
  // runs any more, while the loops still do.
  void stop(std::chrono::milliseconds grace);

 private:
  void run();
  void work_once(Work& work);
  void pause_after_failure();
  void maintain();
  void show_taken(const Work& work);
  void show_state();
  std::unexpected<base::Error> too_many(std::string_view what);
  base::Awaitable<base::Result<RecordId>> write(RecordRequest request, base::Deadline deadline);

  WriterOptions options_;
  std::unique_ptr<StreamStore> store_;
  const base::Clock& clock_;
  base::Random& random_;
  base::Log& log_;
  CurrentDayKey day_key_;
  WriteQueue queue_;
  Committer committer_;
  std::atomic<bool> healthy_{false};
  std::atomic<std::int64_t> current_{0};
  std::atomic<bool> stopping_{false};
  std::atomic<base::SteadyTime::rep> stop_by_{0};
  std::atomic<bool> poked_{false};
  std::atomic<std::uint64_t> refused_{0};
  std::atomic<std::size_t> taken_{0};                        // out of the queue and not durable yet
  base::SteadyTime oldest_taken_ = base::SteadyTime::max();  // the thread's own
  std::chrono::milliseconds pause_{0};
  base::SteadyTime next_heartbeat_;
  base::SteadyTime next_outbox_;
  base::SteadyTime next_maintenance_;
  base::Gauge waiting_;
  base::Gauge lag_;
  std::thread thread_;
};

}  // namespace audit
