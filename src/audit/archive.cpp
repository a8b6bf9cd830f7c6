#include "audit/archive.hpp"

#include <fstream>
#include <utility>

#include "audit/verifier.hpp"
#include "audit/verify_report.hpp"
#include "base/file.hpp"
#include "base/packed.hpp"

namespace audit {
namespace {

using base::Code;
using base::fail;
using base::Result;

constexpr std::size_t longest_line = 16U << 20;

struct Content {
  Hash sha256{};
  std::int64_t bytes = 0;
};

Result<Content> content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  crypto::Sha256 hasher;
  Content content;
  std::string buffer(1 << 20, '\0');
  while (file) {
    file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    const auto got = file.gcount();
    hasher.update({buffer.data(), static_cast<std::size_t>(got)});
    content.bytes += got;
  }
  if (!file.eof()) return fail(Code::io_failed, path.string() + ": cannot be read");
  content.sha256 = hasher.finish();
  return content;
}

Result<> add_notes(const std::filesystem::path& path, Evidence& evidence) {
  const auto text = base::read_file(path, 2 * longest_note);
  if (!text) return std::unexpected(text.error());
  std::string_view rest = *text;
  while (const auto note = next_note(rest)) {
    evidence.add_note(*note, path.string());
  }
  evidence.settle();
  return {};
}

Result<> add_lines(const std::filesystem::path& path, LogVerifier& verifier) {
  auto reader = base::PackedReader::open(path);
  if (!reader) return std::unexpected(reader.error());
  base::LineReader lines(std::move(*reader), longest_line);
  verifier.begin_file(path.string());
  while (true) {
    const auto line = lines.next();
    if (!line) return std::unexpected(line.error());
    if (!*line) break;
    verifier.add(**line);
  }
  verifier.end_file(lines.torn());
  return {};
}

// What a sound part of a log may lack, and a day's archive may not.
std::string what_is_missing(const VerifyReport& report, const Evidence& evidence, const std::string& day) {
  if (report.left_out > 0) return "records are left out";
  if (report.unproven > 0) return "records are past the last checkpoint";
  const auto found = evidence.days.find(day);
  if (found == evidence.days.end()) return "its daily manifest is missing";
  if (found->second.manifest.streams.size() != report.streams.size())
    return "streams are not those of the day";
  return {};
}

}  // namespace

ArchiveFiles archive_files(const std::filesystem::path& folder, const std::string& day) {
  return {folder / ("audit-" + day + ".ndjson.zst"), folder / ("audit-" + day + ".notes")};
}

Result<Archive> verify_archive(const ArchiveFiles& files, const std::string& day,
                               std::span<const Verifier> keys) {
  Findings findings;
  Evidence evidence(findings);
  for (const Verifier& key : keys) {
    evidence.trust(key);
  }
  if (auto added = add_notes(files.notes, evidence); !added) return std::unexpected(added.error());
  LogVerifier verifier(evidence, findings);
  if (auto added = add_lines(files.lines, verifier); !added) return std::unexpected(added.error());
  const VerifyReport report = verifier.finish();
  if (!findings.empty()) {
    return fail(Code::conflict,
                files.lines.string() + ": does not verify: " + finding_text(findings.list().front()));
  }
  if (const auto missing = what_is_missing(report, evidence, day); !missing.empty())
    return fail(Code::conflict, files.lines.string() + ": is not the whole day: " + missing);

  const auto lines = content_of(files.lines);
  if (!lines) return std::unexpected(lines.error());
  const auto notes = content_of(files.notes);
  if (!notes) return std::unexpected(notes.error());
  return Archive{day,         files.lines.filename().string(), lines->bytes, lines->sha256, notes->sha256,
                 report.lines};
}

Result<> compare_archive(const ArchiveFiles& files, const Archive& recorded) {
  const auto lines = content_of(files.lines);
  if (!lines) return std::unexpected(lines.error());
  if (lines->sha256 != recorded.sha256)
    return fail(Code::conflict, files.lines.string() + ": is not the file that was archived");
  const auto notes = content_of(files.notes);
  if (!notes) return std::unexpected(notes.error());
  if (notes->sha256 != recorded.notes_sha256)
    return fail(Code::conflict, files.notes.string() + ": are not the notes that were archived");
  return {};
}

}  // namespace audit
