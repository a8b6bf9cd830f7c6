#include "audit/recovery.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>

#include "base/async.hpp"
#include "base/ids.hpp"

namespace audit {
namespace {

constexpr std::chrono::seconds longest_look{10};

}  // namespace

struct RecoveryLoop::Impl {
  Impl(boost::asio::io_context& io, RecoveryOptions given, const crypto::KeyRing& key_ring,
       StreamHeads& published, db::Executor& executor, const base::Clock& time, base::Random& source,
       base::Metrics& metrics, base::Log& output)
      : loop(io),
        options(std::move(given)),
        keys(key_ring),
        heads(published),
        database(executor),
        clock(time),
        random(source),
        log(output),
        timer(io),
        recovered(metrics.counter("marketcode_audit_recovered_total",
                                  "Streams of other processes that were closed.")),
        damaged(metrics.counter("marketcode_audit_damaged_total", "Streams found damaged.")) {}

  // A stream is taken at the second look that finds it silent: after a database that stood still for
  // everybody the living get the time to show themselves.
  base::Awaitable<> look() {
    auto found = co_await database.run(
        base::Deadline{clock.steady() + longest_look},
        [this](db::Connection& connection) { return silent_streams(connection, options); });
    if (!found) {
      complain(found.error());
      silent.clear();
      co_return;
    }
    const std::vector<Silent> before = std::exchange(silent, *found);
    for (const Silent& stream : *found) {
      if (std::ranges::find(before, stream) != before.end()) co_await recover(stream);
      if (stopping) co_return;
    }
    co_await drop_left_intents();
  }

  base::Awaitable<> drop_left_intents() {
    bool more = true;
    while (more && !stopping) {
      const auto dropped =
          co_await database.run(base::Deadline{clock.steady() + longest_recovery}, &drop_intents);
      if (!dropped) complain(dropped.error());
      more = dropped.value_or(false);
    }
  }

  base::Awaitable<> recover(Silent stream) {
    const base::Deadline deadline{clock.steady() + longest_recovery};
    auto done = co_await database.run(deadline, [this, stream](db::Connection& connection) {
      return recover_one(connection, options, stream, keys, clock, random);
    });
    if (!done) {
      complain(done.error());
    } else if (*done) {
      tell(**done);
    } else {
      co_await free(stream);
    }
  }

  base::Awaitable<> free(Silent stream) {
    const base::Deadline deadline{clock.steady() + longest_look};
    auto ended = co_await database.run(deadline, [this, stream](db::Connection& connection) {
      return end_stuck_holders(connection, options, stream);
    });
    if (!ended) complain(ended.error());
    if (!ended || *ended == 0) co_return;
    log.warn("audit_stream_holder_ended", {{"stream", base::to_hex(stream.stream)}, {"sessions", *ended}});
  }

  void complain(const base::Error& error) {
    log.warn("audit_recovery_failed", {{"code", base::name(error.code)}, {"cause", error.cause}});
  }

  void tell(const Recovered& report) {
    if (report.damaged) {
      damaged.add();
      log.error("audit_stream_damaged",
                {{"stream", base::to_hex(report.stream)}, {"owner", report.owner}, {"what", report.what}});
      return;
    }
    heads.publish(report.stream, report.tree, true);
    recovered.add();
    log.warn("audit_stream_recovered",
             {{"stream", base::to_hex(report.stream)}, {"owner", report.owner}, {"unknown", report.unknown}});
  }

  static base::Awaitable<> run(std::shared_ptr<Impl> self) {
    while (!self->stopping) {
      co_await self->look();
      if (self->stopping) break;
      self->timer.expires_after(self->options.stale_after / 6);
      co_await self->timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
  }

  boost::asio::io_context& loop;
  RecoveryOptions options;
  const crypto::KeyRing& keys;
  StreamHeads& heads;
  db::Executor& database;
  const base::Clock& clock;
  base::Random& random;
  base::Log& log;
  boost::asio::steady_timer timer;
  std::vector<Silent> silent;  // at the last look
  base::Counter recovered;
  base::Counter damaged;
  bool stopping = false;
};

RecoveryLoop::RecoveryLoop(boost::asio::io_context& loop, RecoveryOptions options,
                           const crypto::KeyRing& keys, StreamHeads& heads, db::Executor& database,
                           const base::Clock& clock, base::Random& random, base::Metrics& metrics,
                           base::Log& log)
    : impl_(std::make_shared<Impl>(loop, std::move(options), keys, heads, database, clock, random, metrics,
                                   log)) {}

RecoveryLoop::~RecoveryLoop() = default;

void RecoveryLoop::start() {
  boost::asio::co_spawn(impl_->loop, Impl::run(impl_), [impl = impl_](std::exception_ptr failure) {
    if (failure) impl->log.error("audit_recovery_ended");
  });
}

void RecoveryLoop::stop() {
  impl_->stopping = true;
  impl_->timer.cancel();
}

}  // namespace audit
