#include "audit/index_loop.hpp"

#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

#include "audit/index_store.hpp"
#include "base/async.hpp"

namespace audit {
namespace {

constexpr std::chrono::seconds index_patience{30};

}  // namespace

struct IndexLoop::Impl {
  Impl(boost::asio::io_context& io, IndexLoopOptions given, db::Executor& executor, const base::Clock& time,
       base::Metrics& metrics, base::Log& output)
      : loop(io),
        options(given),
        database(executor),
        clock(time),
        log(output),
        failures(metrics.counter("marketcode_audit_index_failures_total",
                                 "Attempts to count, summarize or index records that failed.")),
        timer(io) {}

  template <class F>
  auto run_job(F work) {
    return database.run(base::Deadline{clock.steady() + index_patience}, std::move(work));
  }

  base::Awaitable<base::Result<>> count() {
    while (!stopped) {
      const auto counted = co_await run_job(
          [most = options.at_once](db::Connection& session) { return count_more(session, most); });
      if (!counted) co_return std::unexpected(counted.error());
      if (*counted == 0) break;
    }
    co_return base::Result<>{};
  }

  base::Awaitable<base::Result<>> summarize() {
    const auto days = co_await run_job([](db::Connection& session) { return days_to_summarize(session); });
    if (!days) co_return std::unexpected(days.error());
    for (const std::string& day : *days) {
      if (stopped) break;
      const auto summarized =
          co_await run_job([day](db::Connection& session) { return summarize_day(session, day); });
      if (!summarized) co_return std::unexpected(summarized.error());
    }
    co_return base::Result<>{};
  }

  base::Awaitable<base::Result<>> index() {
    while (!stopped) {
      const auto day = co_await run_job([](db::Connection& session) { return day_to_index(session); });
      if (!day) co_return std::unexpected(day.error());
      if (!*day) break;
      const auto began = clock.steady();
      bool more = true;
      while (more && !stopped) {
        const auto built = co_await database.run(
            base::Deadline{clock.steady() + options.longest},
            [day = **day](db::Connection& session) { return index_more(session, day); });
        if (!built) co_return std::unexpected(built.error());
        more = *built;
      }
      if (stopped) break;
      const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock.steady() - began);
      log.info("audit_day_indexed", {{"day", **day}, {"ms", took.count()}});
    }
    co_return base::Result<>{};
  }

  base::Awaitable<> look() {
    auto done = co_await count();
    if (done) done = co_await summarize();
    if (done) done = co_await index();
    if (done) co_return;
    failures.add();
    log.warn("audit_index_failed", {{"code", base::name(done.error().code)}, {"cause", done.error().cause}});
  }

  static base::Awaitable<> run(std::shared_ptr<Impl> self) {
    while (!self->stopped) {
      co_await self->look();
      if (self->stopped) break;
      self->timer.expires_after(self->options.every);
      co_await self->timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    self->stopped();
  }

  boost::asio::io_context& loop;
  IndexLoopOptions options;
  db::Executor& database;
  const base::Clock& clock;
  base::Log& log;
  base::Counter failures;
  boost::asio::steady_timer timer;
  std::function<void()> stopped;
};

IndexLoop::IndexLoop(boost::asio::io_context& loop, IndexLoopOptions options, db::Executor& database,
                     const base::Clock& clock, base::Metrics& metrics, base::Log& log)
    : impl_(std::make_shared<Impl>(loop, options, database, clock, metrics, log)) {}

IndexLoop::~IndexLoop() = default;

void IndexLoop::start() {
  boost::asio::co_spawn(impl_->loop, Impl::run(impl_), [impl = impl_](std::exception_ptr failure) {
    if (failure) impl->log.error("audit_index_ended");
  });
}

void IndexLoop::stop(std::function<void()> done) {
  impl_->stopped = std::move(done);
  impl_->timer.cancel();
}

}  // namespace audit
