#include "audit/committer.hpp"

#include <algorithm>
#include <utility>

#include "audit/opening.hpp"
#include "base/ids.hpp"

namespace audit {

using base::Code;

// Between streams that are opened because today is before the day of the one before.
constexpr std::chrono::minutes clock_pause{10};

Committer::Committer(CommitterOptions options, StreamStore& store, CurrentDayKey& day_key,
                     const base::Clock& clock, base::Random& random, base::Metrics& metrics, base::Log& log)
    : options_(std::move(options)),
      store_(store),
      day_key_(day_key),
      clock_(clock),
      random_(random),
      log_(log),
      batch_size_(metrics.histogram("marketcode_audit_batch_size", "Intents and records in one commit.",
                                    {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024})),
      commit_seconds_(metrics.histogram("marketcode_audit_commit_seconds", "Duration of a commit.",
                                        base::latency_buckets())),
      wait_seconds_(metrics.histogram("marketcode_audit_wait_seconds",
                                      "From an intent or record being handed over to its being durable.",
                                      base::latency_buckets())),
      fenced_count_(
          metrics.counter("marketcode_audit_fenced_total", "Streams that another process took over.")),
      doubt_count_(
          metrics.counter("marketcode_audit_commit_in_doubt_total", "Commits whose result was lost.")),
      refused_count_(metrics.counter("marketcode_audit_refused_total", "Records that the database refused.")),
      unsealed_count_(metrics.counter("marketcode_audit_seal_failures_total",
                                      "Streams that could not be sealed, each time.")) {}

Committer::Step Committer::commit(Work& work, bool outbox) {
  if (doubt_ && !settle(work)) return Step::again;
  if (current_ == nullptr && !open_stream()) return Step::again;
  redirect_late_answers(work);
  if (!outbox) return attempt(work, {});

  auto waiting = store_.peek_outbox(options_.outbox_batch);
  healthy_ = waiting.has_value();
  if (!waiting) return Step::again;
  return attempt(work, std::move(*waiting));
}

Committer::Step Committer::attempt(Work& work, std::vector<Waiting> outbox) {
  if (current_ == nullptr) return Step::again;
  auto cuts = cut(work, outbox);
  std::vector<std::int64_t> moved;
  moved.reserve(outbox.size());
  for (const Waiting& line : outbox) {
    moved.push_back(line.id);
  }
  Appended report;
  const auto began = clock_.steady();
  const auto result = store_.append(cuts, moved, report);
  commit_seconds_.observe(std::chrono::duration<double>(clock_.steady() - began).count());
  healthy_ = result.has_value();

  if (result) {
    if (!work.empty()) batch_size_.observe(static_cast<double>(work.size()));
    committed(cuts, std::exchange(work, {}), report.today);
    return Step::done;
  }
  switch (result.error().code) {
    case Code::fenced:
      lose(report.fenced);
      return Step::again;
    case Code::conflict:
      return outbox.empty() ? Step::again : attempt(work, {});
    case Code::database_in_doubt:
      doubt_count_.add();
      log_.warn("audit_commit_in_doubt", {{"cause", result.error().cause}});
      doubt_ = Doubtful{std::move(cuts), std::exchange(work, {})};
      return Step::again;
    case Code::already_exists:  // a doubled key is refused like any other content
    case Code::database_refused:
      log_.error("audit_records_refused", {{"cause", result.error().cause}, {"records", work.size()}});
      return outbox.empty() ? bisect(work) : attempt(work, {});
    default:
      log_.warn("audit_commit_failed",
                {{"code", base::name(result.error().code)}, {"cause", result.error().cause}});
      return Step::again;
  }
}

// One cut a stream. Intents and records without an intent go to the current stream; streams that wait for
// their last records are in every commit, for their heartbeat.
std::vector<Cut> Committer::cut(const Work& work, const std::vector<Waiting>& outbox) const {
  std::vector<Cut> cuts;
  for (const auto& stream : streams_) {
    const bool is_current = stream.get() == current_;
    std::vector<std::shared_ptr<const Head>> intents;
    std::vector<Draft> drafts;
    drafts.reserve(work.records.size() + outbox.size());
    for (const RecordRequest& request : work.records) {
      if (!belongs(request, stream->id())) continue;
      drafts.push_back(
          {request.entry, request.intent ? std::optional(request.intent->number()) : std::nullopt});
    }
    if (is_current) {
      intents.reserve(work.intents.size());
      for (const IntentRequest& request : work.intents) {
        intents.push_back(request.head);
      }
      for (const Waiting& line : outbox) {
        drafts.push_back(line.draft);
      }
    }
    cuts.push_back(stream->cut(std::move(intents), drafts));
  }
  return cuts;
}

void Committer::committed(const std::vector<Cut>& cuts, Work work, const std::string& today) {
  for (const Cut& cut : cuts) {
    Stream& stream = *find(cut.stream);
    stream.apply(cut);
    if (!cut.rows.empty()) publish(stream, false);
  }
  deliver(cuts, work);
  const bool full = current_->size() >= options_.roll_over;
  // When the database's clock was set back, it may be over a closed day: the one after it is written to
  // before it begins, and a new stream would be of that day again.
  const bool early = !today.empty() && today < current_->day();
  const bool over = today > current_->day() || (early && clock_.steady() >= look_at_clock_);
  if (!full && !over) return;
  log_.info("audit_stream_rolls_over",
            {{"stream", base::to_hex(current_->id())}, {"size", current_->size()}});
  current_ = nullptr;
}

void Committer::publish(const Stream& stream, bool sealed) {
  if (heads_ != nullptr) heads_->publish(stream.id(), stream.tree(), sealed);
}

// cut() kept the order of intents, all in one stream, and of the records within each stream.
void Committer::deliver(const std::vector<Cut>& cuts, Work& work) {
  const auto durable = clock_.steady();
  const auto waited = [&](const auto& request) {
    wait_seconds_.observe(std::chrono::duration<double>(durable - request.since).count());
  };
  std::ranges::for_each(work.intents, waited);
  std::ranges::for_each(work.records, waited);
  for (const Cut& cut : cuts) {
    if (cut.stream == current_->id()) {
      std::int64_t number = cut.first_intent;
      for (IntentRequest& request : work.intents) {
        request.waiter->deliver(
            std::make_shared<const Intent>(cut.stream, number++, std::move(request.head)));
      }
    }
    auto row = cut.rows.begin();
    for (const RecordRequest& request : work.records) {
      if (!belongs(request, cut.stream)) continue;
      if (request.waiter) request.waiter->deliver(RecordId{cut.stream, row->seq});
      ++row;
    }
  }
}

// False while the fate of the last commit is still unknown. What was not committed goes back into `work`,
// ahead.
bool Committer::settle(Work& work) {
  const auto fate = store_.resolve(doubt_->cuts);
  healthy_ = fate.has_value();
  if (!fate) return false;

  Doubtful settled = std::move(*doubt_);
  doubt_.reset();
  const std::int64_t stream = settled.cuts.front().stream;
  if (!fate->taken_over) find(stream)->continue_under(fate->epoch);
  if (fate->committed) {
    if (fate->taken_over) refuse_intents(settled, stream);
    committed(settled.cuts, std::move(settled.work), {});
  }
  if (fate->taken_over) lose(stream);
  if (fate->committed) return true;
  std::ranges::move(work.intents, std::back_inserter(settled.work.intents));
  std::ranges::move(work.records, std::back_inserter(settled.work.records));
  work = std::move(settled.work);
  return true;
}

// Whoever took the stream over has recorded these queries as `unknown`: nothing may be asked in their name.
void Committer::refuse_intents(Doubtful& doubtful, std::int64_t stream) {
  const auto holder =
      std::ranges::find_if(doubtful.cuts, [](const Cut& cut) { return !cut.intents.empty(); });
  if (holder == doubtful.cuts.end() || holder->stream != stream) return;
  for (const IntentRequest& request : doubtful.work.intents) {
    request.waiter->deliver(base::fail(Code::audit_unavailable, "the stream of this query was taken over"));
  }
  doubtful.work.intents.clear();
}

// The database refuses something in this work: halves are tried until the offender stands alone. What could
// not be tried because the database went away stays in `work`.
Committer::Step Committer::bisect(Work& work) {
  if (work.empty()) return Step::again;
  if (work.size() == 1) {
    refused_count_.add();
    if (!work.intents.empty()) {
      work.intents.front().waiter->deliver(
          base::fail(Code::internal, "the audit log cannot hold this query"));
      Work single;
      single.records.push_back(replacement(unsent_record(std::move(work.intents.front()))));
      work = std::move(single);
      return attempt(work, {});
    }
    // A system record is the gateway's own words: when even that is refused, the database is at fault.
    if (work.records.front().entry->columns.kind == Kind::system) return Step::again;
    Work single;
    single.records.push_back(replacement(std::move(work.records.front())));
    work = std::move(single);
    return attempt(work, {});
  }

  Work second;
  const std::size_t half = work.size() / 2;
  const std::size_t intents = std::min(half, work.intents.size());
  const std::size_t records = half - intents;
  const auto middle = [](auto& list, std::size_t count) {
    return list.begin() + static_cast<std::ptrdiff_t>(count);
  };
  std::move(middle(work.intents, intents), work.intents.end(), std::back_inserter(second.intents));
  std::move(middle(work.records, records), work.records.end(), std::back_inserter(second.records));
  work.intents.erase(middle(work.intents, intents), work.intents.end());
  work.records.erase(middle(work.records, records), work.records.end());

  if (attempt(work, {}) == Step::done && attempt(second, {}) == Step::done) return Step::done;
  std::ranges::move(second.intents, std::back_inserter(work.intents));
  std::ranges::move(second.records, std::back_inserter(work.records));
  return Step::again;
}

bool Committer::open_stream() {
  const auto id = base::make_sortable_id(clock_.wall(), random_);
  std::unique_ptr<Stream> stream;
  DayKey key;
  const auto first_cut = [&](const Opening& opening) {
    key = opening.day_key;
    stream = std::make_unique<Stream>(id, opening.day, 1);
    const auto record = system_record(event("stream_opened", opening_details(opening)), key, random_);
    return stream->cut({}, {Draft{record.entry, std::nullopt}});
  };
  const auto opened = store_.open(id, first_cut);
  healthy_ = opened.has_value();
  if (!opened) {
    log_.warn("audit_stream_not_opened", {{"cause", opened.error().detail + " " + opened.error().cause}});
    return false;
  }
  stream->apply(*opened);
  publish(*stream, false);
  log_.info("audit_stream_opened", {{"stream", base::to_hex(id)}, {"day", stream->day()}});
  day_key_.set(std::move(key));
  look_at_clock_ = clock_.steady() + clock_pause;
  current_ = stream.get();
  streams_.push_back(std::move(stream));
  return true;
}

bool Committer::seal(bool all) {
  if (doubt_) return false;
  bool nothing_left = true;
  for (auto stream = streams_.begin(); stream != streams_.end();) {
    const bool writable = stream->get() == current_ && !all;
    if (writable) {
      ++stream;
      continue;
    }
    const bool closed = (*stream)->open_intents() == 0;
    const auto sealed = closed ? store_.seal(**stream) : base::fail(Code::busy);
    if (!sealed && sealed.error().code != Code::fenced) {
      if (closed) seal_failed(**stream, sealed.error());
      nothing_left = false;
      ++stream;
      continue;
    }
    if (sealed) {
      publish(**stream, true);
    } else if (heads_ != nullptr) {
      heads_->drop((*stream)->id());
    }
    log_.info("audit_stream_sealed",
              {{"stream", base::to_hex((*stream)->id())}, {"size", (*stream)->size()}});
    if (stream->get() == current_) current_ = nullptr;
    stream = streams_.erase(stream);
  }
  return nothing_left;
}

// It is tried again after every commit: one line in a while is enough.
void Committer::seal_failed(const Stream& stream, const base::Error& error) {
  unsealed_count_.add();
  if (clock_.steady() < complain_again_) return;
  complain_again_ = clock_.steady() + std::chrono::seconds(10);
  log_.warn(
      "audit_seal_failed",
      {{"stream", base::to_hex(stream.id())}, {"code", base::name(error.code)}, {"cause", error.cause}});
}

void Committer::lose(std::int64_t id) {
  fenced_count_.add();
  if (heads_ != nullptr) heads_->drop(id);
  log_.error("audit_stream_fenced", {{"stream", base::to_hex(id)}});
  if (current_ != nullptr && current_->id() == id) current_ = nullptr;
  std::erase_if(streams_, [id](const auto& stream) { return stream->id() == id; });
}

bool Committer::belongs(const RecordRequest& request, std::int64_t stream) const {
  if (request.intent) return request.intent->stream() == stream;
  return current_ != nullptr && current_->id() == stream;
}

Stream* Committer::find(std::int64_t id) const {
  const auto found = std::ranges::find(streams_, id, [](const auto& stream) { return stream->id(); });
  return found == streams_.end() ? nullptr : found->get();
}

std::optional<std::int64_t> Committer::current_stream() const {
  if (current_ == nullptr) return std::nullopt;
  return current_->id();
}

Event Committer::event(std::string action, std::string details) const {
  Event event;
  event.kind = Kind::system;
  event.time = clock_.wall();
  event.actor_kind = "gateway";
  event.actor = options_.instance;
  event.action = std::move(action);
  event.details = std::move(details);
  return event;
}

}  // namespace audit
