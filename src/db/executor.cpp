#include "db/executor.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "db/connect_pause.hpp"

namespace db {
namespace {

base::Error stopped() { return {base::Code::busy, "the program is stopping", {}}; }
base::Error too_late() { return {base::Code::deadline_passed, "the database did not answer in time", {}}; }

}  // namespace

struct Executor::Impl {
  Impl(ExecutorOptions opts, const base::Clock& clk, base::Log& logger)
      : options(std::move(opts)), clock(clk), log(logger) {}

  void work();
  std::optional<Job> next(bool connected_here);
  void serve(Job& job, std::unique_ptr<Connection>& connection);
  base::Result<> begin(const Job& job, const Connection& connection);
  void end(std::unique_ptr<Connection>& connection);
  base::Result<> ensure_connected(std::unique_ptr<Connection>& connection);
  base::Result<> connect(std::unique_ptr<Connection>& connection);
  void discard(std::unique_ptr<Connection>& connection);

  const ExecutorOptions options;
  const base::Clock& clock;
  base::Log& log;

  std::mutex mutex;  // guards what follows
  std::condition_variable wake;
  std::condition_variable idle;
  std::set<const Connection*> busy;  // sessions that run a job
  std::deque<Job> queue;
  ConnectPause pause;
  std::size_t running = 0;
  std::size_t connected = 0;
  std::uint64_t refused = 0;
  bool stopping = false;

  std::vector<std::thread> threads;
};

Executor::Executor(ExecutorOptions options, const base::Clock& clock, base::Log& log)
    : impl_(std::make_unique<Impl>(std::move(options), clock, log)) {
  for (std::size_t i = 0; i < impl_->options.threads; ++i) {
    impl_->threads.emplace_back([this] { impl_->work(); });
  }
}

Executor::~Executor() {
  std::unique_lock lock(impl_->mutex);
  impl_->stopping = true;
  auto refused = std::exchange(impl_->queue, {});
  lock.unlock();
  impl_->wake.notify_all();
  for (Job& job : refused) {
    job.refuse(stopped());
  }

  lock.lock();
  if (!impl_->idle.wait_for(lock, impl_->options.stop_grace, [this] { return impl_->busy.empty(); })) {
    impl_->log.warn("database_jobs_cut",
                    {{"session", impl_->options.connect.application_name}, {"jobs", impl_->busy.size()}});
    for (const Connection* connection : impl_->busy) {
      connection->cut();
    }
  }
  lock.unlock();
  for (std::thread& thread : impl_->threads)
    thread.join();
}

void Executor::enqueue(Job job) {
  {
    const std::lock_guard lock(impl_->mutex);
    if (!impl_->stopping && impl_->queue.size() < impl_->options.queue) {
      impl_->queue.push_back(std::move(job));
      // All, since a thread that waits for its pause to end would leave the job to the others.
      impl_->wake.notify_all();
      return;
    }
    ++impl_->refused;
  }
  job.refuse({base::Code::busy, "too much work is waiting for the database", {}});
}

Executor::Counts Executor::counts() const {
  const std::lock_guard lock(impl_->mutex);
  return {impl_->queue.size(), impl_->running, impl_->connected, impl_->refused};
}

base::Result<> Executor::run_blocking(base::Deadline deadline,
                                      std::function<base::Result<>(Connection&)> work) {
  // Whoever sets `claimed` first, the executor's thread or the caller that gave up, decides: work that has
  // begun may use what is on the caller's stack, so the caller then stays to its end.
  struct Shared {
    std::atomic_flag claimed;
    std::promise<base::Result<>> outcome;
  };
  const auto shared = std::make_shared<Shared>();
  auto outcome = shared->outcome.get_future();

  Job job;
  job.deadline = deadline;
  job.run = [shared, work = std::move(work)](Connection& connection) {
    if (!shared->claimed.test_and_set()) shared->outcome.set_value(attempt(connection, work));
  };
  job.refuse = [shared](base::Error error) {
    if (!shared->claimed.test_and_set()) shared->outcome.set_value(std::unexpected(std::move(error)));
  };
  enqueue(std::move(job));

  const bool endless = deadline.at == base::SteadyTime::max();
  if (!endless &&
      outcome.wait_for(deadline.remaining(impl_->clock.steady())) == std::future_status::timeout &&
      !shared->claimed.test_and_set()) {
    return std::unexpected(too_late());
  }
  return outcome.get();
}

void Executor::Impl::work() {
  std::unique_ptr<Connection> connection;
  while (auto job = next(connection != nullptr)) {
    serve(*job, connection);
  }
}

// A thread that could not connect leaves the jobs to those that are connected until its pause is over. When
// none is, it takes them, to refuse them at once.
std::optional<Executor::Job> Executor::Impl::next(bool connected_here) {
  std::unique_lock lock(mutex);
  while (!stopping) {
    if (queue.empty()) {
      wake.wait(lock);
    } else if (connected_here || connected == 0 || pause.over(clock.steady())) {
      std::optional<Job> job(std::move(queue.front()));
      queue.pop_front();
      ++running;
      return job;
    } else {
      wake.wait_for(lock, std::chrono::milliseconds(20));
    }
  }
  return std::nullopt;
}

void Executor::Impl::serve(Job& job, std::unique_ptr<Connection>& connection) {
  auto ready = ensure_connected(connection);
  if (ready) ready = begin(job, *connection);
  if (ready) {
    job.run(*connection);
  } else {
    job.refuse(std::move(ready.error()));
  }
  end(connection);
}

// The last look before the work, since connecting may have taken long.
base::Result<> Executor::Impl::begin(const Job& job, const Connection& connection) {
  const std::lock_guard lock(mutex);
  if (stopping) return std::unexpected(stopped());
  if (job.deadline.passed(clock.steady())) return std::unexpected(too_late());
  busy.insert(&connection);
  return {};
}

void Executor::Impl::end(std::unique_ptr<Connection>& connection) {
  {
    const std::lock_guard lock(mutex);
    busy.erase(connection.get());
    --running;
  }
  idle.notify_all();
  if (connection && connection->broken()) discard(connection);
}

base::Result<> Executor::Impl::ensure_connected(std::unique_ptr<Connection>& connection) {
  // A server that was restarted has ended every idle session: better noticed now than by the job.
  if (connection && connection->ended_while_idle()) discard(connection);
  if (connection) return {};
  {
    const std::lock_guard lock(mutex);
    if (!pause.over(clock.steady())) {
      return base::fail(base::Code::database_unavailable, "the database cannot be reached",
                        "connecting failed just now");
    }
  }
  return connect(connection);
}

base::Result<> Executor::Impl::connect(std::unique_ptr<Connection>& connection) {
  auto opened = Connection::open(options.connect);
  const std::lock_guard lock(mutex);
  if (!opened) {
    if (!pause.failing()) {
      log.warn("database_lost",
               {{"session", options.connect.application_name}, {"cause", opened.error().cause}});
    }
    pause.failed(clock.steady());
    return std::unexpected(std::move(opened.error()));
  }
  if (pause.failing()) log.info("database_back", {{"session", options.connect.application_name}});
  pause.succeeded();
  connection = std::move(*opened);
  ++connected;
  return {};
}

void Executor::Impl::discard(std::unique_ptr<Connection>& connection) {
  connection.reset();
  const std::lock_guard lock(mutex);
  --connected;
}

}  // namespace db
