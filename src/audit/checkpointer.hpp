// Signs what this process knows of streams.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "audit/note.hpp"
#include "audit/stream_heads.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/executor.hpp"

namespace audit {

struct CheckpointerOptions {
  std::chrono::milliseconds every{10'000};
  std::chrono::seconds orphaned_after{
      60};  // a sealed stream without its last checkpoint is read anew after this
  std::chrono::milliseconds database{5'000};
};

// Lives on the control loop. A checkpoint of every stream that has grown, `every` and when a stream is
// sealed; at the end a last one.
class Checkpointer {
 public:
  // What is given by reference must outlive the loop's last coroutine.
  Checkpointer(boost::asio::io_context& loop, CheckpointerOptions options, const Signer& signer,
               StreamHeads& heads, db::Executor& database, const base::Clock& clock, base::Metrics& metrics,
               base::Log& log);
  ~Checkpointer();

  void start();
  // After the writer has stopped. `done` is called on the loop.
  void stop(std::function<void()> done);
  // A stream was sealed. Any thread.
  void poke();
  // Called on the loop when new notes are stored.
  void on_signed(std::function<void()> call);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace audit
