// What an export reads from the database.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "audit/export.hpp"

namespace audit {

struct ExportLine {
  std::int64_t seq = 0;
  std::string text;
};

// Records that the filter leaves out: one by its leaf's hash, or the 256 of a tile by the tile's root.
struct LeftOutItem {
  std::int64_t seq = 0;
  bool tile = false;
  std::string hash;  // 32 bytes
};

// Both by seq; what belongs in neither is missing in the log.
struct ExportPiece {
  std::vector<ExportLine> lines;
  std::vector<LeftOutItem> left_out;
  std::size_t bytes = 0;  // of the lines
};

// The streams that were opened on these days, each up to its newest checkpoint; with `tail` up to what it has
// now, which nothing proves yet. Streams that are empty by this are left out.
// Code::conflict when a day was archived and detached: it names the file.
base::Result<std::vector<ExportStream>> plan_export(db::Connection& connection, const std::string& first_day,
                                                    const std::string& last_day, bool tail);

// The records [from, end) of the stream. `from` is a multiple of 256, `end` too or the stream's size.
base::Result<ExportPiece> read_piece(db::Connection& connection, const ExportStream& stream,
                                     std::int64_t from, std::int64_t end, const Filter& filter);

// The notes that an export is verified with when all was written: of each stream the newest checkpoint within
// its size, those that its first records list, all key changes, and the manifests of its days; those
// not of an export that is made for certain merchants: they count the records of all.
base::Result<std::string> notes_of(db::Connection& connection, const LogExport& done);

}  // namespace audit
