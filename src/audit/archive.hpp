// The files of archived days.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "audit/archive_store.hpp"
#include "audit/note.hpp"

namespace audit {

// A day's two files in a folder: audit-YYYY-MM-DD.ndjson.zst and audit-YYYY-MM-DD.notes.
struct ArchiveFiles {
  std::filesystem::path lines;
  std::filesystem::path notes;
};
ArchiveFiles archive_files(const std::filesystem::path& folder, const std::string& day);

// Reads the files back and verifies them against the keys: every record of the day is there, proven by the
// checkpoints of its streams and listed in the day's manifest. Code::conflict says what is wrong.
base::Result<Archive> verify_archive(const ArchiveFiles& files, const std::string& day,
                                     std::span<const Verifier> keys);

// Whether the files are, byte for byte, those that were recorded. Code::conflict, or Code::io_failed.
base::Result<> compare_archive(const ArchiveFiles& files, const Archive& recorded);

}  // namespace audit
