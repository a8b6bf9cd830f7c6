// audit archive: whole days into files that verify, and out of the database after their time.
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "audit/archive.hpp"
#include "audit/export_store.hpp"
#include "base/file.hpp"
#include "cli/audit_leaving.hpp"
#include "cli/context.hpp"
#include "cli/export_file.hpp"

namespace cli {
namespace {

using audit::ArchiveFiles;
using base::Code;
using base::fail;
using base::Result;

struct ArchiveOptions {
  std::string folder;
  std::string day;
  int older_than = 0;
  bool detach = false;
  std::string attach;
};

std::filesystem::path part_of(const ArchiveFiles& files) { return files.lines.string() + ".part"; }

// A file or a folder: what it is now survives a loss of power.
Result<> make_durable(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool good = file >= 0 && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  return good ? Result<>() : fail(Code::io_failed, path.string() + ": cannot be made durable");
}

// The lines come under their name last: they are there when all is.
Result<> write_files(db::Connection& database, const ArchiveFiles& files, audit::LogExport& log) {
  std::error_code ignored;  // of an archive that was cut off
  std::filesystem::remove(part_of(files), ignored);
  auto file = ExportFile::create(files.lines);
  if (!file) return std::unexpected(file.error());
  while (true) {
    const auto piece = log.next(database);
    if (!piece) return std::unexpected(piece.error());
    if (!*piece) break;
    if (auto written = file->write(**piece); !written) return written;
  }
  const auto notes = audit::notes_of(database, log);
  if (!notes) return std::unexpected(notes.error());
  if (auto written = base::write_file(files.notes, *notes); !written) return written;
  return file->finish();
}

Result<audit::Archive> write_and_verify(db::Connection& database, const ArchiveFiles& files,
                                        audit::LogExport& log, const std::string& day,
                                        std::span<const audit::Verifier> keys) {
  if (auto written = write_files(database, files, log); !written) return std::unexpected(written.error());
  for (const auto& path : {files.notes, files.lines.parent_path()}) {
    if (auto durable = make_durable(path); !durable) return std::unexpected(durable.error());
  }
  return audit::verify_archive(files, day, keys);
}

Result<audit::Archive> write_archive(db::Connection& database, const ArchiveFiles& files,
                                     const std::string& day, std::span<const audit::Verifier> keys) {
  audit::ExportPlan plan;
  plan.first_day = plan.last_day = day;
  auto streams = audit::plan_export(database, day, day, false);
  if (!streams) return std::unexpected(streams.error());
  plan.streams = std::move(*streams);
  audit::LogExport log(std::move(plan));
  auto archive = write_and_verify(database, files, log, day, keys);
  if (!archive) {
    std::error_code ignored;
    for (const auto& path : {files.lines, files.notes, part_of(files)}) {
      std::filesystem::remove(path, ignored);
    }
  }
  return archive;
}

// Files that are there are compared with what was recorded of them; when nothing was, since the command was
// cut off, they are taken if they verify.
Result<> archive_day(Context& context, db::Connection& database, const audit::Hand& hand,
                     const ArchiveOptions& options, const std::string& day) {
  const auto files = audit::archive_files(options.folder, day);
  const auto recorded = audit::find_archive(database, day);
  if (!recorded) return std::unexpected(recorded.error());
  const bool there = std::filesystem::exists(files.lines);
  if (*recorded && there) {
    if (auto same = audit::compare_archive(files, **recorded); !same) return same;
    std::cout << day << ": was archived before\n";
    return {};
  }
  const auto keys = trusted_keys(context, database);
  if (!keys) return std::unexpected(keys.error());
  const auto archive =
      there ? audit::verify_archive(files, day, *keys) : write_archive(database, files, day, *keys);
  if (!archive) return std::unexpected(archive.error());
  if (auto noted = audit::record_archive(database, hand, *archive); !noted) return noted;
  std::cout << day << ": archived " << archive->records << " records, " << archive->bytes << " bytes, in "
            << files.lines.string() << '\n';
  return {};
}

Result<> process(Context& context, db::Connection& database, const audit::Hand& hand,
                 const ArchiveOptions& options, const audit::DayState& state) {
  if (const auto obstacle = audit::obstacle_to_archive(state); obstacle)
    return fail(Code::conflict, state.day + ": is not archived: " + *obstacle);
  if (auto archived = archive_day(context, database, hand, options, state.day); !archived) return archived;
  if (!options.detach) return {};
  const auto config = context.config();
  if (!config) return std::unexpected(config.error());
  if (auto done = audit::detach_day(database, hand, state.day, (*config)->retention.min_days); !done)
    return done;
  std::cout << state.day << ": detached\n";
  return {};
}

// The others go on when one fails; the last failure is the command's.
Result<> process_all(Context& context, db::Connection& database, const audit::Hand& hand,
                     const ArchiveOptions& options) {
  const auto states = audit::day_states(database);
  if (!states) return std::unexpected(states.error());
  Result<> result;
  for (const audit::DayState& state : *states) {
    if (state.age <= options.older_than || state.is_detached) continue;
    if (!result) std::cerr << result.error().detail << '\n';
    auto done = process(context, database, hand, options, state);
    if (!done || result) result = std::move(done);
  }
  return result;
}

Result<> archive(Context& context, const ArchiveOptions& options) {
  const auto hand = hand_of(context);
  if (!hand) return std::unexpected(hand.error());
  if (!options.attach.empty()) {
    if (auto good = audit::check_day(options.attach); !good) return good;
    const auto database = context.owner_database();
    if (!database) return std::unexpected(database.error());
    return audit::attach_day(**database, *hand, options.attach);
  }
  if (options.folder.empty()) return fail(Code::invalid_argument, "--out is needed: where to?");
  if (options.day.empty() == (options.older_than == 0))
    return fail(Code::invalid_argument, "either --day or --older-than is needed");
  if (!std::filesystem::is_directory(options.folder))
    return fail(Code::invalid_argument, options.folder + ": is no folder");
  const auto database = context.owner_database();
  if (!database) return std::unexpected(database.error());
  if (options.day.empty()) return process_all(context, **database, *hand, options);
  const auto state = audit::day_state(**database, options.day);
  if (!state) return std::unexpected(state.error());
  return process(context, **database, *hand, options, *state);
}

}  // namespace

void add_audit_archive(CLI::App& audit, Context& context, Command& chosen) {
  const auto options = std::make_shared<ArchiveOptions>();
  CLI::App& command = add_command(
      audit, "archive", "Write whole days into files, verify them, and detach the days if asked (owner role)",
      chosen, [&context, options] { return archive(context, *options); });
  command.add_option("--out", options->folder, "The folder for audit-DAY.ndjson.zst and audit-DAY.notes");
  command.add_option("--day", options->day, "One day, as in 2026-11-22");
  command.add_option("--older-than", options->older_than, "Every day that is more than so many days old")
      ->check(CLI::PositiveNumber);
  command.add_flag("--detach", options->detach,
                   "Also take the records out of the log's tables, after retention.min_days");
  command.add_option("--reattach", options->attach, "Put a detached day back instead");
}

}  // namespace cli
