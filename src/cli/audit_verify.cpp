// audit verify: is the log what was signed? Offline from files.
#include "cli/audit_verify.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

#include "audit/bundle.hpp"
#include "audit/note_cutter.hpp"
#include "audit/verifier.hpp"
#include "audit/verify_report.hpp"
#include "base/packed.hpp"
#include "cli/context.hpp"
#include "cli/progress.hpp"

namespace cli {
namespace {

using base::Code;
using base::Result;

constexpr std::size_t longest_line = 16U << 20;

std::string source_name(const std::string& file) { return file == "-" ? "standard input" : file; }

Result<base::LineReader> open_lines(const std::string& file, std::size_t longest) {
  auto reader = base::PackedReader::open(file);
  if (!reader) return std::unexpected(reader.error());
  return base::LineReader(std::move(*reader), longest);
}

template <class Take>
Result<> each_line(base::LineReader& lines, Progress& progress, Take take) {
  while (true) {
    const auto line = lines.next();
    if (!line) return std::unexpected(line.error());
    if (!*line) return {};
    take(**line);
    progress.at(lines.reader());
  }
}

Result<std::string> read_whole(const std::string& file) {
  auto reader = base::PackedReader::open(file);
  if (!reader) return std::unexpected(reader.error());
  std::string out;
  std::string piece(64U << 10, '\0');
  while (true) {
    const auto count = reader->read(piece);
    if (!count) return std::unexpected(count.error());
    if (*count == 0) return out;
    if (out.size() + *count > longest_line) return base::fail(Code::invalid_argument, file + " is too large");
    out.append(piece, 0, *count);
  }
}

Result<> read_notes(const std::string& file, audit::Evidence& evidence, Progress& progress) {
  auto lines = open_lines(file, audit::longest_note);
  if (!lines) return std::unexpected(lines.error());
  audit::NoteCutter cutter;
  const auto take = [&](const std::optional<std::string>& note) {
    if (note) evidence.add_note(*note, source_name(file));
  };
  progress.begin(file);
  if (auto read = each_line(*lines, progress, [&](std::string_view line) { take(cutter.add(line)); }); !read)
    return read;
  take(cutter.finish());
  return {};
}

Result<> read_export(const std::string& file, audit::LogVerifier& verifier, Progress& progress) {
  auto lines = open_lines(file, longest_line);
  if (!lines) return std::unexpected(lines.error());
  verifier.begin_file(source_name(file));
  progress.begin(file);
  const auto read = each_line(*lines, progress, [&](std::string_view line) { verifier.add(line); });
  if (read) {
    verifier.end_file(lines->torn());
  } else if (read.error().code == Code::invalid_argument) {
    verifier.break_off(read.error().detail);
  } else {
    return read;
  }
  return {};
}

Result<audit::VerifyReport> read_exports(const VerifyOptions& options, audit::Evidence& evidence,
                                         audit::Findings& findings, Progress& progress) {
  audit::LogVerifier verifier(evidence, findings);
  for (const std::string& file : options.exports) {
    if (auto read = read_export(file, verifier, progress); !read) return std::unexpected(read.error());
  }
  return verifier.finish();
}

// Checkpoints that first records list stand among the notes of an export. Where they do not, a second reading
// holds the lines against what the first one learned too late.
Result<audit::VerifyReport> check_exports(const VerifyOptions& options, audit::Evidence& evidence,
                                          audit::Findings& findings, Progress& progress) {
  const audit::Findings before = findings;
  auto report = read_exports(options, evidence, findings, progress);
  if (!report || !report->too_late || std::ranges::count(options.exports, "-") > 0) return report;
  findings = before;
  evidence.begin_again();
  return read_exports(options, evidence, findings, progress);
}

Result<> check_bundles(const VerifyOptions& options, audit::Evidence& evidence, audit::Findings& findings) {
  for (const std::string& file : options.bundles) {
    const auto text = read_whole(file);
    if (!text) return std::unexpected(text.error());
    const auto bundle = audit::parse_bundle(*text);
    if (!bundle) {
      findings.add(audit::damage::bundle, 0, -1, source_name(file) + ": " + bundle.error().detail);
      continue;
    }
    const auto checkpoint = audit::check_bundle(*bundle, evidence);
    if (!checkpoint) {
      findings.add(audit::damage::bundle, bundle->id.stream, bundle->id.seq,
                   source_name(file) + ": " + checkpoint.error().detail);
    } else if (!options.json) {
      std::cout << "record " << bundle->id.text() << " is in the log " << checkpoint->log
                << ", by its checkpoint of size " << checkpoint->size << ":\n"
                << bundle->line << '\n';
    }
  }
  return {};
}

Result<> offline(const VerifyOptions& options) {
  audit::Findings findings;
  audit::Evidence evidence(findings);
  Progress progress(options.progress || isatty(STDERR_FILENO) == 1);
  if (auto trusted = trust_keys(options, evidence); !trusted) return trusted;
  if (auto read = read_note_files(options, evidence); !read) return read;
  evidence.settle();
  if (auto checked = check_bundles(options, evidence, findings); !checked) return checked;
  const bool log = !options.exports.empty();
  auto report = log ? check_exports(options, evidence, findings, progress) : audit::VerifyReport();
  progress.end();
  if (!report) return std::unexpected(report.error());
  // The newest manifest knows best.
  const auto newest = std::ranges::max_element(evidence.exports, {}, &audit::ExportManifest::time);
  if (log && newest != evidence.exports.end()) report->witness = newest->witness;
  return conclude(options, *report, findings, log);
}

Result<> verify(Context& context, VerifyOptions& options) {
  options.json = context.json;
  if (options.database) {
    if (!options.exports.empty() || !options.bundles.empty())
      return base::fail(Code::invalid_argument, "--database goes without --export and --bundle");
    return verify_live(context, options);
  }
  if (!options.day.empty() || !options.stream.empty())
    return base::fail(Code::invalid_argument, "--day and --stream go with --database");
  if (options.keys.empty())
    return base::fail(Code::invalid_argument, "--key is needed: whom is to be trusted?");
  if (options.exports.empty() && options.bundles.empty())
    return base::fail(Code::invalid_argument, "--export or --bundle is needed");
  return offline(options);
}

}  // namespace

Result<> trust_keys(const VerifyOptions& options, audit::Evidence& evidence) {
  for (const std::string& file : options.keys) {
    const auto text = read_whole(file);
    if (!text) return std::unexpected(text.error());
    if (auto added = evidence.add_keys(*text, source_name(file)); !added) return added;
  }
  if (!options.keys.empty() && evidence.keys().empty())
    return base::fail(Code::invalid_argument, "no public key stands in the files of --key");
  return {};
}

Result<> read_note_files(const VerifyOptions& options, audit::Evidence& evidence) {
  Progress progress(options.progress || isatty(STDERR_FILENO) == 1);
  for (const auto* files : {&options.manifests, &options.checkpoints}) {
    for (const std::string& file : *files) {
      if (auto read = read_notes(file, evidence, progress); !read) return read;
    }
  }
  progress.end();
  return {};
}

Result<> conclude(const VerifyOptions& options, const audit::VerifyReport& report,
                  const audit::Findings& findings, bool log) {
  if (options.json) {
    std::cout << audit::report_json(report, findings);
  } else if (log) {
    std::cout << audit::report_text(report, findings);
  } else {
    std::cout << (findings.empty() ? "VERIFIED\n" : audit::damage_text(findings));
  }
  std::cout.flush();
  if (findings.empty()) return {};
  const audit::Finding* first = findings.first_record();
  return base::fail(Code::conflict,
                    "not verified: " + audit::finding_text(first ? *first : findings.list().front()));
}

void add_audit_verify(CLI::App& audit, Context& context, Command& chosen) {
  const auto options = std::make_shared<VerifyOptions>();
  CLI::App& command = add_command(
      audit, "verify", "Check the log: from files alone, without configuration, or live with --database",
      chosen, [&context, options] { return verify(context, *options); });
  const auto files = [&command](const char* name, std::vector<std::string>& into, const char* what) {
    command.add_option(name, into, what)->take_all()->allow_extra_args(false)->type_name("FILE");
  };
  files("--export", options->exports, "An export (NDJSON); - is standard input; may be packed; repeatable");
  files("--checkpoints", options->checkpoints, "Checkpoints and other signed notes; repeatable");
  files("--manifest", options->manifests, "Daily and export manifests, key changes; repeatable");
  files("--key", options->keys, "Public keys to trust, one a line, then key changes; repeatable");
  files("--bundle", options->bundles, "The receipt of one record; repeatable");
  command.add_flag("--database", options->database,
                   "The live log, with all that stands only in the database");
  command.add_option("--day", options->day, "Of --database: only the streams that were opened on YYYY-MM-DD");
  command.add_option("--stream", options->stream, "Of --database: only this one");
  command.add_option("--reason", options->reason, "Of --database: why; it stands in the log");
  command.add_flag("--progress", options->progress, "Show progress although standard error is no terminal");
}

}  // namespace cli
