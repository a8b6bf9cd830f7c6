// Blocking database work, off the event loops.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include <boost/asio/this_coro.hpp>

#include "base/async.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "db/connection.hpp"

namespace db {

struct ExecutorOptions {
  ConnectOptions connect;
  std::size_t threads = 2;  // each owns one connection
  std::size_t queue = 256;  // jobs that wait; one more is refused with Code::busy
  // How long running jobs may take once the executor is destroyed; then their sessions are cut.
  std::chrono::milliseconds stop_grace{5'000};
};

// N threads with a connection each. A job runs on one of them, never on an event loop. Connections are made
// when first needed and replaced after they broke, with a pause of 100 ms to 1 s after a failure to connect
// (jobs are refused with Code::database_unavailable meanwhile).
class Executor {
 public:
  Executor(ExecutorOptions options, const base::Clock& clock, base::Log& log);
  // Jobs that wait are refused with Code::busy; running ones finish or are cut; threads are joined. The event
  // loops that called run() must still be there.
  ~Executor();

  // Runs `work(Connection&) -> Result<T>` and resumes the coroutine on its own loop. When the deadline comes
  // first the answer is Code::deadline_passed; a job that had not begun is then dropped, one that had goes on
  // to its end and its result is lost: `work` must own what it uses.
  template <class F>
  auto run(base::Deadline deadline, F work) -> base::Awaitable<std::invoke_result_t<F&, Connection&>> {
    using Outcome = std::invoke_result_t<F&, Connection&>;
    const auto loop = co_await boost::asio::this_coro::executor;
    const auto handoff = std::make_shared<base::Handoff<Outcome>>(loop);
    Job job;
    job.deadline = deadline;
    job.run = [handoff, work = std::move(work)](Connection& connection) mutable {
      handoff->deliver(attempt(connection, work));
    };
    job.refuse = [handoff](base::Error error) { handoff->deliver(std::unexpected(std::move(error))); };
    enqueue(std::move(job));
    auto outcome = co_await handoff->wait(deadline);
    if (!outcome) co_return base::fail(base::Code::deadline_passed, "the database did not answer in time");
    co_return std::move(*outcome);
  }

  // The same for callers without an event loop (commands): blocks the calling thread. Work that has begun is
  // waited for beyond the deadline, so it may use what the caller owns.
  base::Result<> run_blocking(base::Deadline deadline, std::function<base::Result<>(Connection&)> work);

  struct Counts {
    std::size_t waiting = 0;
    std::size_t running = 0;
    std::size_t connected = 0;
    std::uint64_t refused = 0;  // so far, because too many waited
  };
  Counts counts() const;

 private:
  struct Job {
    base::Deadline deadline;
    std::move_only_function<void(Connection&)> run;
    std::move_only_function<void(base::Error)> refuse;
  };
  void enqueue(Job job);
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace db
