#include "audit/export_desk.hpp"

#include <span>
#include <utility>

#include "audit/access.hpp"
#include "audit/csv.hpp"
#include "audit/export_store.hpp"
#include "base/json_writer.hpp"
#include "base/packed.hpp"
#include "base/text.hpp"
#include "db/transaction.hpp"

namespace audit {
namespace {

using base::Awaitable;
using base::Code;
using base::fail;
using base::Result;

constexpr std::chrono::hours kept_untouched{1};
constexpr std::chrono::seconds piece_patience{30};
constexpr std::size_t most_exports = 32;
constexpr std::size_t most_of_an_account = 4;

std::string make_export_id(base::Random& random) {
  std::string bytes(16, '\0');
  random.fill(std::as_writable_bytes(std::span(bytes)));
  return base::to_hex(base::bytes_of(bytes));
}

std::string asked_of(const ExportWish& wish) {
  std::string out = "{";
  base::JsonMembers(out)
      .text("first_day", wish.first_day)
      .text("last_day", wish.last_day)
      .text("format", wish.csv ? "csv" : "ndjson")
      .raw("filter", filter_json(wish.filter));
  return out + '}';
}

}  // namespace

// The log is used by one thread of the database's at a time: only the one reader asks for pieces, one after
// the other.
struct ExportDesk::Job {
  Job(ExportPlan plan, bool csv_copy)
      : log(std::move(plan)),
        csv(csv_copy),
        writer(base::Packing::gzip, [this](std::string_view bytes) -> Result<> {
          packed += bytes;
          return {};
        }) {}

  // The next piece into `packed`; false at the end.
  Result<bool> read(db::Connection& connection) {
    if (csv && log.position().bytes == 0) {
      if (auto begun = writer.write(csv_header()); !begun) return std::unexpected(begun.error());
    }
    const auto piece = log.next(connection);
    if (!piece) return std::unexpected(piece.error());
    if (!*piece) return finish(connection);
    const auto text = csv ? csv_of(**piece) : Result<std::string>(**piece);
    if (!text) return std::unexpected(text.error());
    if (auto written = writer.write(*text); !written) return std::unexpected(written.error());
    return true;
  }

  Result<bool> finish(db::Connection& connection) {
    if (auto finished = writer.finish(); !finished) return std::unexpected(finished.error());
    auto all = notes_of(connection, log);
    if (!all) return std::unexpected(all.error());
    notes = std::move(*all);
    return false;
  }

  bool is_open() const { return stage != ExportState::Stage::failed; }

  ExportState now() const {
    ExportState state;
    state.stage = stage;
    state.id = id;
    state.csv = csv;
    state.total = log.plan().size();
    state.done = told.records + told.left_out;
    state.records = told.records;
    state.left_out = told.left_out;
    return state;
  }

  std::string id;
  int account = 0;
  Reader reader;
  ExportState::Stage stage = ExportState::Stage::ready;
  base::SteadyTime touched;
  ExportPosition told;  // as of the last piece
  LogExport log;
  bool csv;
  bool over = false;
  std::string packed;
  base::PackedWriter writer;
  std::string notes;
  std::string manifest;
};

ExportDesk::ExportDesk(ExportSeal seal, db::Executor& database, const crypto::KeyRing& keys,
                       const base::Clock& clock, base::Random& random)
    : seal_(std::move(seal)), database_(database), keys_(keys), clock_(clock), random_(random) {}

ExportDesk::~ExportDesk() = default;

Awaitable<Result<ExportPlan>> ExportDesk::plan(Reader reader, ExportWish wish) {
  Access access{std::move(reader.actor), "export", asked_of(wish), std::move(reader.reason)};
  co_return co_await database_.run(
      base::Deadline{clock_.steady() + piece_patience},
      [this, access = std::move(access),
       wish = std::move(wish)](db::Connection& connection) -> Result<ExportPlan> {
        auto streams = plan_export(connection, wish.first_day, wish.last_day, false);
        if (!streams) return std::unexpected(streams.error());
        const auto noted = db::in_transaction(connection, [&](db::Transaction& transaction) {
          return note_access(transaction, keys_, random_, clock_.wall(), access);
        });
        if (!noted) return std::unexpected(noted.error());
        return ExportPlan{wish.first_day, wish.last_day, wish.filter, *std::move(streams)};
      });
}

Awaitable<Result<ExportState>> ExportDesk::begin(Reader reader, int account, ExportWish wish) {
  if (auto room = has_room(account); !room) co_return std::unexpected(room.error());
  const bool csv = wish.csv;
  auto planned = co_await plan(reader, std::move(wish));
  if (!planned) co_return std::unexpected(planned.error());
  if (auto room = has_room(account); !room)
    co_return std::unexpected(room.error());  // others began meanwhile
  auto job = std::make_shared<Job>(*std::move(planned), csv);
  job->id = make_export_id(random_);
  job->account = account;
  job->reader = std::move(reader);
  job->touched = clock_.steady();
  jobs_.emplace(job->id, job);
  co_return job->now();
}

Result<> ExportDesk::has_room(int account) {
  forget_old();
  std::size_t all = 0, own = 0;
  for (const auto& [id, job] : jobs_) {
    if (!job->is_open()) continue;
    ++all;
    if (job->account == account) ++own;
  }
  if (own >= most_of_an_account) return fail(Code::conflict, "you have too many exports open: cancel one");
  if (all >= most_exports) return fail(Code::conflict, "others have too many exports open: try again later");
  return {};
}

Result<ExportState> ExportDesk::state(const std::string& id, int account) {
  const auto job = find(id, account);
  if (!job) return fail(Code::not_found, "there is no such export");
  return job->now();
}

Result<> ExportDesk::cancel(const std::string& id, int account) {
  if (!find(id, account)) return fail(Code::not_found, "there is no such export");
  jobs_.erase(id);
  return {};
}

Result<ExportState> ExportDesk::open(const std::string& id, int account) {
  const auto job = find(id, account);
  if (!job) return fail(Code::not_found, "there is no such export");
  if (job->stage != ExportState::Stage::ready)
    return fail(Code::conflict, "an export can be read once: begin another one");
  job->stage = ExportState::Stage::reading;
  return job->now();
}

Awaitable<Result<std::optional<std::string>>> ExportDesk::next(std::string id, int account) {
  using Piece = std::optional<std::string>;
  const auto job = find(id, account);
  if (!job) co_return fail(Code::not_found, "the export was cancelled");
  if (job->over) co_return Piece();
  const auto more =
      co_await database_.run(base::Deadline{clock_.steady() + piece_patience},
                             [job](db::Connection& connection) { return job->read(connection); });
  if (!more) {
    // A piece that came too late may still be under way: nobody touches the job any more.
    job->stage = ExportState::Stage::failed;
    jobs_.erase(id);
    co_return std::unexpected(more.error());
  }
  job->told = job->log.position();
  if (!*more) {
    job->over = true;
    seal(*job);
    job->stage = ExportState::Stage::done;
  }
  co_return Piece(std::exchange(job->packed, {}));
}

void ExportDesk::seal(Job& job) {
  if (seal_.signer == nullptr || job.csv) return;
  const ExportStatement statement{.log = seal_.signer->verifier().name(),
                                  .now = clock_.wall(),
                                  .digest = job.log.digest(),
                                  .by = job.reader.actor.name,
                                  .reason = job.reader.reason,
                                  .witness = seal_.witness()};
  job.manifest = seal_.signer->sign(export_manifest_text(statement, job.log));
}

void ExportDesk::abandon(const std::string& id, int account) {
  const auto job = find(id, account);
  if (!job || job->stage != ExportState::Stage::reading) return;
  std::erase_if(jobs_,
                [&](const auto& one) { return one.second->account == account && !one.second->is_open(); });
  job->stage = ExportState::Stage::failed;
}

Result<std::string> ExportDesk::manifest(const std::string& id, int account) {
  const auto job = find(id, account);
  if (!job) return fail(Code::not_found, "there is no such export");
  if (job->stage != ExportState::Stage::done)
    return fail(Code::conflict, "the export was not read to its end yet");
  if (job->manifest.empty())
    return fail(Code::not_found, "a reading copy, or a log without a key, has no signed manifest");
  return job->manifest;
}

Result<std::string> ExportDesk::notes(const std::string& id, int account) {
  const auto job = find(id, account);
  if (!job) return fail(Code::not_found, "there is no such export");
  if (job->stage != ExportState::Stage::done)
    return fail(Code::conflict, "the export was not read to its end yet");
  return job->notes;
}

std::shared_ptr<ExportDesk::Job> ExportDesk::find(const std::string& id, int account) {
  forget_old();
  const auto found = jobs_.find(id);
  if (found == jobs_.end() || found->second->account != account) return nullptr;
  found->second->touched = clock_.steady();
  return found->second;
}

void ExportDesk::forget_old() {
  std::erase_if(jobs_,
                [this](const auto& one) { return clock_.steady() - one.second->touched > kept_untouched; });
}

}  // namespace audit
