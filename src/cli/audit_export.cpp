// audit export: days of the log as a file that verifies, or as a reading copy.
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "audit/access.hpp"
#include "audit/csv.hpp"
#include "audit/export_store.hpp"
#include "base/file.hpp"
#include "base/json_writer.hpp"
#include "cli/context.hpp"
#include "cli/export_file.hpp"
#include "cli/filter_options.hpp"
#include "cli/witness.hpp"
#include "db/transaction.hpp"
#include "staff/account.hpp"

namespace cli {
namespace {

using base::Code;
using base::fail;
using base::Result;

constexpr std::int64_t kept_every = 64 << 20;  // bytes, before packing

struct WantedExport {
  std::string out;
  std::string notes;
  std::string reason;
  bool csv = false;
  bool resume = false;
  bool tail = false;
};

Result<audit::ExportPlan> plan_of(db::Connection& database, const audit::FilterText& options, bool tail) {
  audit::ExportPlan plan;
  plan.first_day = options.from;
  plan.last_day = options.to.empty() ? options.from : options.to;
  if (!staff::is_day(plan.first_day) || !staff::is_day(plan.last_day) || plan.last_day < plan.first_day)
    return fail(Code::invalid_argument, "--from and --to are days YYYY-MM-DD, the first and the last one");
  auto filter = audit::parse_filter(options, "--", false);
  if (!filter) return std::unexpected(filter.error());
  plan.filter = std::move(*filter);
  auto streams = audit::plan_export(database, plan.first_day, plan.last_day, tail);
  if (!streams) return std::unexpected(streams.error());
  plan.streams = std::move(*streams);
  return plan;
}

std::string asked_of(const audit::ExportPlan& plan, bool csv) {
  std::string out = "{";
  base::JsonMembers(out)
      .text("first_day", plan.first_day)
      .text("last_day", plan.last_day)
      .text("format", csv ? "csv" : "ndjson")
      .raw("filter", audit::filter_json(plan.filter));
  return out + '}';
}

Result<> note(Context& context, const crypto::KeyRing& keys, db::Connection& database,
              const audit::ExportPlan& plan, const WantedExport& wanted) {
  return db::in_transaction(database, [&](db::Transaction& transaction) {
    return audit::note_access(transaction, keys, context.random(), context.clock().wall(),
                              {context.actor(), "export", asked_of(plan, wanted.csv), wanted.reason});
  });
}

Result<> write_all(db::Connection& database, ExportFile& file, audit::LogExport& log, bool csv) {
  if (csv) {
    if (auto begun = file.write(audit::csv_header()); !begun) return begun;
  }
  const bool told = ::isatty(STDERR_FILENO) == 1;
  std::int64_t kept = log.position().bytes;
  while (true) {
    auto piece = log.next(database);
    if (!piece) return std::unexpected(piece.error());
    if (!*piece) break;
    const auto text = csv ? audit::csv_of(**piece) : Result<std::string>(*std::move(*piece));
    if (!text) return std::unexpected(text.error());
    if (auto written = file.write(*text); !written) return written;
    if (told) std::cerr << '\r' << log.done() << " of " << log.plan().size() << " records " << std::flush;
    if (csv || log.position().bytes - kept < kept_every) continue;
    kept = log.position().bytes;
    if (auto saved = file.keep(log); !saved) return saved;
  }
  if (told) std::cerr << '\r';
  return {};
}

Result<> write_notes(Context& context, db::Connection& database, audit::LogExport& log,
                     const WantedExport& wanted) {
  auto notes = audit::notes_of(database, log);
  if (!notes) return std::unexpected(notes.error());
  const auto signer = context.signer();
  if (!signer) return std::unexpected(signer.error());
  if (*signer != nullptr) {
    auto witness = witness_of(context, database);
    if (!witness) return std::unexpected(witness.error());
    const audit::ExportStatement statement{.log = (*signer)->verifier().name(),
                                           .now = context.clock().wall(),
                                           .digest = log.digest(),
                                           .by = context.actor().name,
                                           .reason = wanted.reason,
                                           .witness = std::move(*witness)};
    *notes = (*signer)->sign(audit::export_manifest_text(statement, log)) + '\n' + *notes;
  } else {
    std::cerr << "audit.signing_key_file is not set: who exported, and what was asked for, is not signed\n";
  }
  return base::write_file(wanted.notes, *notes);
}

Result<ExportFile::Resumed> open(const WantedExport& wanted, audit::ExportPlan plan) {
  if (wanted.resume) return ExportFile::resume(wanted.out, plan);
  auto file = ExportFile::create(wanted.out);
  if (!file) return std::unexpected(file.error());
  return ExportFile::Resumed{std::move(*file), audit::LogExport(std::move(plan))};
}

Result<> check(WantedExport& wanted) {
  if (wanted.csv && wanted.resume) return fail(Code::invalid_argument, "a reading copy cannot be resumed");
  if (wanted.csv) return {};
  if (wanted.notes.empty() && wanted.out == "-")
    return fail(Code::invalid_argument, "--out - needs --notes: without the notes nothing verifies");
  if (wanted.notes.empty()) wanted.notes = wanted.out + ".notes";
  return {};
}

Result<> run_export(Context& context, const audit::FilterText& options, WantedExport wanted) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that goes is told by write()
  if (auto good = check(wanted); !good) return good;
  const auto keys = context.keys();
  if (!keys) return std::unexpected(keys.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  auto plan = plan_of(**database, options, wanted.tail);
  if (!plan) return std::unexpected(plan.error());
  if (auto noted = note(context, **keys, **database, *plan, wanted); !noted) return noted;

  auto opened = open(wanted, *std::move(plan));
  if (!opened) return std::unexpected(opened.error());
  auto& [file, log] = *opened;
  if (auto begun = wanted.csv ? Result<>() : file.keep(log); !begun) return begun;
  if (auto written = write_all(**database, file, log, wanted.csv); !written) return written;
  if (!wanted.csv) {
    if (auto written = write_notes(context, **database, log, wanted); !written) return written;
  }
  if (auto finished = file.finish(); !finished) return finished;
  std::cerr << log.position().records << " records of " << log.plan().streams.size() << " streams, "
            << log.position().left_out << " left out"
            << (wanted.csv ? "; a reading copy, it proves nothing" : "; notes in " + wanted.notes) << '\n';
  return {};
}

}  // namespace

void add_audit_export(CLI::App& audit, Context& context, Command& chosen) {
  const auto options = std::make_shared<audit::FilterText>();
  const auto wanted = std::make_shared<WantedExport>();
  CLI::App& command = add_command(
      audit, "export", "Write days of the log to a file that `audit verify` checks without this database",
      chosen, [&context, options, wanted] { return run_export(context, *options, *wanted); });
  command.add_option("--from", options->from, "The first day (UTC) of streams, YYYY-MM-DD")->required();
  command.add_option("--to", options->to, "The last day; the same one when it is not given");
  add_filter_options(command, options);
  command
      .add_option("--out", wanted->out,
                  "The file; .gz and .zst are packed; - is standard output. Its notes stand in FILE.notes")
      ->required();
  command.add_option("--notes", wanted->notes, "Another file for the notes that prove it");
  command.add_option("--reason", wanted->reason, "Why; it stands in the log and in the manifest");
  command.add_flag("--csv", wanted->csv, "A reading copy for spreadsheets instead, which proves nothing");
  command.add_flag("--resume", wanted->resume, "Go on with an export that was cut off");
  command.add_flag("--with-tail", wanted->tail, "Also what no checkpoint covers yet");
}

}  // namespace cli
