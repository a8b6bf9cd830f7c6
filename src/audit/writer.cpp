#include "audit/writer.hpp"

#include <algorithm>
#include <utility>

namespace audit {
namespace {

using base::Code;
using std::chrono::milliseconds;

constexpr milliseconds first_pause{20};
constexpr milliseconds longest_pause{1'000};
constexpr std::chrono::hours maintenance_every{1};
constexpr std::chrono::minutes maintenance_retry{1};

std::shared_ptr<const Head> head_of(const QueryHead& query, const DayKey& key, base::Random& random) {
  auto head = std::make_shared<Head>();
  head->json = query_head(query, key, random);
  head->columns = query_columns(query);
  return head;
}

}  // namespace

Writer::Writer(WriterOptions options, std::unique_ptr<StreamStore> store, const base::Clock& clock,
               base::Random& random, base::Metrics& metrics, base::Log& log)
    : options_(options),
      store_(std::move(store)),
      clock_(clock),
      random_(random),
      log_(log),
      queue_(options.most_intents),
      committer_(options.committer, *store_, day_key_, clock, random, metrics, log),
      waiting_(metrics.gauge("marketcode_audit_waiting", "Intents and records that wait for a commit.")),
      lag_(metrics.gauge("marketcode_audit_lag_seconds",
                         "Age of the oldest entry that waits for a commit.")) {}

Writer::~Writer() { stop(milliseconds(0)); }

base::Result<> Writer::start() {
  if (const auto made = store_->maintain(); !made) return std::unexpected(made.error());
  Work nothing;
  if (committer_.commit(nothing, true) != Committer::Step::done) {
    return base::fail(Code::database_unavailable, "the audit stream cannot be opened");
  }
  const auto now = clock_.steady();
  next_heartbeat_ = now + options_.heartbeat;
  next_outbox_ = now + options_.outbox_poll;
  next_maintenance_ = now + maintenance_every;
  show_state();
  thread_ = std::thread([this] { run(); });
  return {};
}

base::Awaitable<base::Result<std::shared_ptr<const Intent>>> Writer::begin(const QueryHead& head,
                                                                           base::Deadline deadline) {
  const auto key = day_key_.get();
  if (!key) co_return base::fail(Code::audit_unavailable, "the audit log is not open");
  const auto loop = co_await boost::asio::this_coro::executor;
  const auto waiter = std::make_shared<IntentWaiter>(loop);
  const auto abandoned = std::make_shared<std::atomic<bool>>(false);
  waiter->on_late([this](base::Result<std::shared_ptr<const Intent>> late) {
    if (late) queue_.push(not_sent_record(*late));
  });
  if (!queue_.push(IntentRequest{head_of(head, *key, random_), waiter, abandoned, clock_.steady()})) {
    co_return too_many("too many queries wait for the audit log");
  }
  auto intent = co_await waiter->wait(deadline);
  if (!intent) {
    abandoned->store(true);
    co_return base::fail(Code::audit_unavailable, "the audit log did not take the intent in time");
  }
  co_return std::move(*intent);
}

base::Awaitable<base::Result<RecordId>> Writer::finish(std::shared_ptr<const Intent> intent, QueryTail tail,
                                                       base::Deadline deadline) {
  RecordRequest request;
  request.entry = entry_of(intent->head(), tail);
  request.intent = std::move(intent);
  return write(std::move(request), deadline);
}

base::Awaitable<base::Result<RecordId>> Writer::refuse(const QueryHead& head, QueryTail tail,
                                                       base::Deadline deadline) {
  const auto key = day_key_.get();
  if (!key) co_return base::fail(Code::audit_unavailable, "the audit log is not open");
  // A record without an intent stays queued after its caller was told 503: an outage must not pile them up.
  if (waiting() >= options_.most_intents) {
    co_return too_many("too many records wait for the audit log");
  }
  RecordRequest request;
  request.entry = entry_of(head_of(head, *key, random_), tail);
  auto record = co_await write(std::move(request), deadline);
  co_return record;
}

base::Awaitable<base::Result<RecordId>> Writer::write(RecordRequest request, base::Deadline deadline) {
  const auto loop = co_await boost::asio::this_coro::executor;
  const auto waiter = std::make_shared<RecordWaiter>(loop);
  request.waiter = waiter;
  request.since = clock_.steady();
  queue_.push(std::move(request));
  auto record = co_await waiter->wait(deadline);
  if (!record) co_return base::fail(Code::audit_unavailable, "the record was not durable in time");
  co_return std::move(*record);
}

// A queue that grows because the database is away is not what its caller should hear of.
std::unexpected<base::Error> Writer::too_many(std::string_view what) {
  ++refused_;
  return base::fail(healthy_.load() ? Code::overloaded : Code::audit_unavailable, std::string(what));
}

void Writer::poke() {
  poked_.store(true);
  queue_.wake();
}

void Writer::stop(milliseconds grace) {
  if (!thread_.joinable()) return;
  stop_by_.store((clock_.steady() + grace).time_since_epoch().count());
  stopping_.store(true);
  queue_.interrupt();
  thread_.join();
  healthy_.store(false);
}

void Writer::run() {
  Work work;
  while (!stopping_.load() || !work.empty() || queue_.size() > 0 || !committer_.seal(true)) {
    if (stopping_.load() && clock_.steady().time_since_epoch().count() > stop_by_.load()) {
      log_.error("audit_stopped_unsealed", {{"waiting", work.size() + queue_.size()}});
      return;
    }
    work_once(work);
  }
}

// One round: wait for work or for the next duty, then commit what has gathered.
void Writer::work_once(Work& work) {
  const auto now = clock_.steady();
  const auto duty = std::min({next_heartbeat_, next_outbox_, next_maintenance_});
  const auto wait = stopping_.load() ? first_pause : std::chrono::ceil<milliseconds>(duty - now);
  queue_.take(work, options_.most_in_batch, std::clamp(wait, milliseconds(0), options_.heartbeat));

  const auto woke = clock_.steady();
  if (woke >= next_maintenance_) maintain();
  const bool outbox = poked_.exchange(false) || woke >= next_outbox_;
  if (outbox) next_outbox_ = woke + options_.outbox_poll;
  if (work.empty() && !outbox && woke < next_heartbeat_) return;

  show_taken(work);
  const bool done = committer_.commit(work, outbox) == Committer::Step::done;
  show_taken(work);
  if (done) {
    pause_ = milliseconds(0);
    // A stream that is full is followed by the next one at once.
    const bool open = committer_.current_stream().has_value();
    next_heartbeat_ = open ? clock_.steady() + options_.heartbeat : clock_.steady();
    committer_.seal(false);
  }
  show_state();
  if (!done) pause_after_failure();
}

void Writer::show_taken(const Work& work) {
  std::size_t taken = 0;
  oldest_taken_ = base::SteadyTime::max();
  for (const Work* held : {&work, committer_.in_doubt()}) {
    if (held == nullptr) continue;
    taken += held->size();
    for (const auto& intent : held->intents) {
      oldest_taken_ = std::min(oldest_taken_, intent.since);
    }
    for (const auto& record : held->records) {
      oldest_taken_ = std::min(oldest_taken_, record.since);
    }
  }
  taken_.store(taken);
}

// Grows from 20 ms to 1 s. New work does not shorten it: it would only find the database away again.
void Writer::pause_after_failure() {
  pause_ = std::clamp(pause_ * 2, first_pause, longest_pause);
  queue_.pause(pause_);
}

void Writer::maintain() {
  const auto made = store_->maintain();
  if (!made) log_.error("audit_maintenance_failed", {{"cause", made.error().cause}});
  next_maintenance_ = clock_.steady() + (made ? std::chrono::minutes(maintenance_every) : maintenance_retry);
}

void Writer::show_state() {
  healthy_.store(committer_.healthy());
  current_.store(committer_.current_stream().value_or(0));
  waiting_.set(static_cast<double>(waiting()));
  const auto now = clock_.steady();
  const auto lag =
      std::max<base::SteadyTime::duration>(queue_.oldest(now), now - std::min(now, oldest_taken_));
  lag_.set(std::chrono::duration<double>(lag).count());
}

}  // namespace audit
