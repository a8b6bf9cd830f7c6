// Reading the two manifests that the log signs: that of a day and that of an export. FORMAT.md describes
// them.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/merkle.hpp"
#include "audit/record.hpp"
#include "base/error.hpp"

namespace audit {

struct ManifestStream {
  std::int64_t stream = 0;
  std::int64_t size = 0;
  Hash root{};
  bool damaged = false;  // given up: size and root are those of its newest checkpoint
};

// What a day's records are, counted. Months are of Asia/Shanghai.
struct DayTotals {
  struct Merchant {
    std::int64_t records = 0;
    std::map<std::pair<std::string, Outcome>, std::int64_t> usage;  // by "YYYY-MM" and outcome
    bool operator==(const Merchant&) const = default;
  };
  std::array<std::int64_t, 6> kinds{};  // by Kind
  std::map<std::string, Merchant, std::less<>> merchants;
};

struct DailyManifest {
  std::string log;
  std::string day;                      // YYYY-MM-DD
  std::string previous;                 // SHA-256 of the manifest before, hex
  std::vector<ManifestStream> streams;  // by id
  std::string json;                     // the last line, for read_totals()
};

// Of the note's text. Code::invalid_argument says what is wrong.
base::Result<DailyManifest> parse_daily_manifest(std::string_view text);
base::Result<DayTotals> read_totals(const DailyManifest& manifest);

struct ExportManifest {
  std::string log;
  std::string time;
  std::string digest;      // of the unpacked file, hex
  bool by_leaves = false;  // it is over the leaf hashes of the lines; else over the bytes
  std::string by;
  std::string reason;
  std::string witness;        // whether somebody outside had what was signed; empty: not told
  std::string filter;         // JSON
  std::string only_merchant;  // when the filter names a merchant and nothing else
  std::int64_t records = 0;
  std::int64_t leaves = 0;
  std::int64_t bytes = 0;
  std::map<std::int64_t, std::int64_t> streams;  // their sizes
};

base::Result<ExportManifest> parse_export_manifest(std::string_view text);

}  // namespace audit
