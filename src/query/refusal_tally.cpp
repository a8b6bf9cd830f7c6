#include "query/refusal_tally.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace query {
namespace asio = boost::asio;

namespace {

using Minutes = std::chrono::sys_time<std::chrono::minutes>;

// Ordered by minute first, so that what is over stands in front.
struct Slot {
  Minutes minute;
  int api_key = 0;
  std::string reason;
  auto operator<=>(const Slot&) const = default;
};

struct TallyEntry {
  audit::QueryHead head;
  base::Code code;
  int count = 0;
};

}  // namespace

struct RefusalTally::Impl : std::enable_shared_from_this<Impl> {
  Impl(asio::io_context& io, TallyOptions o, audit::Log& l, const base::Clock& c, base::Metrics& metrics,
       base::Log& e)
      : loop(io),
        options(o),
        log(l),
        clock(c),
        events(e),
        overflow(metrics.counter(
            "marketcode_refusals_untold_total",
            "Refusals that are in no audit record because too many different ones came in a minute")),
        timer(io) {}

  void note(const audit::QueryHead& head, base::Code code, std::string_view reason) {
    Slot slot{std::chrono::floor<std::chrono::minutes>(head.time), head.caller.api_key.value_or(0),
              std::string(reason)};
    const std::lock_guard lock(mutex);
    auto found = entries.find(slot);
    if (found == entries.end()) {
      if (entries.size() >= options.entries) {
        ++untold;
        return overflow.add();
      }
      found = entries.emplace(std::move(slot), TallyEntry{head, code, 0}).first;
    }
    ++found->second.count;
  }

  // Takes what is to be written out of the table.
  std::deque<std::pair<Slot, TallyEntry>> take(bool all) {
    const auto now = std::chrono::floor<std::chrono::minutes>(clock.wall());
    std::deque<std::pair<Slot, TallyEntry>> taken;
    const std::lock_guard lock(mutex);
    while (!entries.empty() && (all || entries.begin()->first.minute < now)) {
      auto node = entries.extract(entries.begin());
      taken.emplace_back(node.key(), std::move(node.mapped()));
    }
    return taken;
  }

  void put_back(std::deque<std::pair<Slot, TallyEntry>> rest) {
    const std::lock_guard lock(mutex);
    for (auto& [slot, entry] : rest) {
      const int count = entry.count;
      const auto [place, fresh] = entries.try_emplace(slot, std::move(entry));
      if (!fresh) place->second.count += count;
    }
  }

  std::size_t size() const {
    const std::lock_guard lock(mutex);
    return entries.size();
  }

  base::Awaitable<void> flush(bool all);
  base::Awaitable<void> run();

  asio::io_context& loop;
  const TallyOptions options;
  audit::Log& log;
  const base::Clock& clock;
  base::Log& events;
  const base::Counter overflow;
  asio::steady_timer timer;
  bool running = false;
  bool stopping = false;
  std::function<void()> done;

  mutable std::mutex mutex;
  std::map<Slot, TallyEntry> entries;
  std::uint64_t untold = 0;
};

namespace {

// The records of one flush on their way: as many at once as there are workers.
struct Batch {
  Batch(audit::Log& l, const base::Clock& c, const TallyOptions& o, asio::any_io_executor loop)
      : log(l), clock(c), options(o), finished(std::make_shared<base::Handoff<int>>(std::move(loop))) {}

  audit::Log& log;
  const base::Clock& clock;
  const TallyOptions& options;
  std::deque<std::pair<Slot, TallyEntry>> waiting;
  std::size_t workers = 0;
  bool failed = false;
  std::shared_ptr<base::Handoff<int>> finished;
};

base::Awaitable<void> work(std::shared_ptr<Batch> batch) {
  while (!batch->waiting.empty() && !batch->failed) {
    const auto [slot, entry] = std::move(batch->waiting.front());
    batch->waiting.pop_front();
    audit::QueryTail tail;
    tail.outcome = audit::Outcome::refused;
    tail.code = entry.code;
    tail.count = entry.count;
    const base::Deadline deadline{batch->clock.steady() + batch->options.record};
    // A record that is late waits on inside the log; only the ones behind it are held back.
    const auto written = co_await batch->log.refuse(entry.head, std::move(tail), deadline);
    if (!written) batch->failed = true;
  }
}

}  // namespace

base::Awaitable<void> RefusalTally::Impl::flush(bool all) {
  const auto self = shared_from_this();
  const auto batch = std::make_shared<Batch>(log, clock, options, loop.get_executor());
  batch->waiting = take(all);
  if (batch->waiting.empty()) co_return;

  batch->workers = std::min(options.parallel, batch->waiting.size());
  const std::size_t workers = batch->workers;
  for (std::size_t i = 0; i < workers; ++i) {
    asio::co_spawn(loop, work(batch), [batch](std::exception_ptr failure) {
      if (failure) batch->failed = true;
      if (--batch->workers == 0) batch->finished->accept(0);
    });
  }
  co_await batch->finished->wait(base::Deadline{});
  put_back(std::move(batch->waiting));
}

base::Awaitable<void> RefusalTally::Impl::run() {
  const auto self = shared_from_this();
  while (!stopping) {
    timer.expires_after(options.look);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!stopping) co_await flush(false);
  }
  co_await flush(true);
}

RefusalTally::RefusalTally(asio::io_context& loop, TallyOptions options, audit::Log& log,
                           const base::Clock& clock, base::Metrics& metrics, base::Log& events)
    : impl_(std::make_shared<Impl>(loop, options, log, clock, metrics, events)) {}
RefusalTally::~RefusalTally() = default;

void RefusalTally::note(const audit::QueryHead& head, base::Code code, std::string_view reason) {
  impl_->note(head, code, reason);
}

void RefusalTally::start() {
  if (impl_->running) return;
  impl_->running = true;
  asio::co_spawn(impl_->loop, impl_->run(), [self = impl_](std::exception_ptr failure) {
    if (failure) self->events.error("refusal_tally_failed");
    if (const auto left = self->size(); left > 0) self->events.error("refusals_lost", {{"records", left}});
    self->running = false;
    if (self->done) self->done();
  });
}

void RefusalTally::stop(std::function<void()> done) {
  impl_->done = std::move(done);
  impl_->stopping = true;
  impl_->timer.cancel();
  start();
}

base::Awaitable<void> RefusalTally::flush(bool all) { return impl_->flush(all); }
std::size_t RefusalTally::size() const { return impl_->size(); }
std::uint64_t RefusalTally::untold() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->untold;
}

}  // namespace query
