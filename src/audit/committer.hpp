// Turns waiting work into commits: owns the streams of this process and decides what every result means.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audit/day_keys.hpp"
#include "audit/stream_heads.hpp"
#include "audit/stream_store.hpp"
#include "audit/work.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"

namespace audit {

struct CommitterOptions {
  std::string instance;              // named in system records
  std::int64_t roll_over = 1 << 20;  // records a stream
  std::size_t outbox_batch = 256;
};

// Used by the writer's thread only. A batch is cut only when the fate of the one before is known.
class Committer {
 public:
  Committer(CommitterOptions options, StreamStore& store, CurrentDayKey& day_key, const base::Clock& clock,
            base::Random& random, base::Metrics& metrics, base::Log& log);

  // Tells what becomes durable; before the first commit.
  void publish_to(StreamHeads& heads) { heads_ = &heads; }

  enum class Step {
    done,   // the work is durable or refused, and everybody was told; `work` is empty
    again,  // the database is away or a commit is in doubt: call again with the same work, after a pause
  };
  // `outbox`: also moves lines that wait in the outbox. With nothing to write: a heartbeat of every stream.
  Step commit(Work& work, bool outbox);

  // Seals what can be sealed: streams that are not written to any more and have no open intents; with `all`
  // the current one too. False while something remains.
  bool seal(bool all);
  // A stream was opened and the last thing asked of the database succeeded.
  bool healthy() const { return !doubt_ && healthy_; }
  // Work of a commit whose fate is not known.
  const Work* in_doubt() const { return doubt_ ? &doubt_->work : nullptr; }
  std::optional<std::int64_t> current_stream() const;

 private:
  // A commit whose fate is not known: what was cut from which work.
  struct Doubtful {
    std::vector<Cut> cuts;
    Work work;
  };

  bool open_stream();
  Step attempt(Work& work, std::vector<Waiting> outbox);
  bool settle(Work& work);
  void refuse_intents(Doubtful& doubtful, std::int64_t stream);
  Step bisect(Work& work);
  RecordRequest replacement(RecordRequest offender);
  void redirect_late_answers(Work& work);
  RecordRequest late_answer(const RecordRequest& request);
  std::vector<Cut> cut(const Work& work, const std::vector<Waiting>& outbox) const;
  void committed(const std::vector<Cut>& cuts, Work work, const std::string& today);
  void publish(const Stream& stream, bool sealed);
  void deliver(const std::vector<Cut>& cuts, Work& work);
  void lose(std::int64_t stream);
  void seal_failed(const Stream& stream, const base::Error& error);
  bool belongs(const RecordRequest& request, std::int64_t stream) const;
  Stream* find(std::int64_t id) const;
  Event event(std::string action, std::string details) const;

  CommitterOptions options_;
  StreamStore& store_;
  CurrentDayKey& day_key_;
  const base::Clock& clock_;
  base::Random& random_;
  base::Log& log_;
  StreamHeads* heads_ = nullptr;  // null: nobody signs

  std::vector<std::unique_ptr<Stream>>
      streams_;  // the current one and those that wait for their last records
  Stream* current_ = nullptr;
  std::optional<Doubtful> doubt_;
  bool healthy_ = false;
  base::SteadyTime complain_again_{};  // of a seal that fails
  base::SteadyTime look_at_clock_{};   // whether it is right again

  base::Histogram batch_size_;
  base::Histogram commit_seconds_;
  base::Histogram wait_seconds_;
  base::Counter fenced_count_;
  base::Counter doubt_count_;
  base::Counter refused_count_;
  base::Counter unsealed_count_;
};

}  // namespace audit
