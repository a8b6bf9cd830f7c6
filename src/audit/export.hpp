// Exports: whole streams as lines of NDJSON, in the order of their day, stream and seq. What the filter
// leaves out stands there by its hash, so that the whole still verifies (FORMAT.md).
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "audit/filter.hpp"
#include "audit/merkle.hpp"
#include "base/error.hpp"
#include "crypto/hash.hpp"
#include "db/connection.hpp"

namespace audit {

// A stream's part of an export: its first `size` records.
struct ExportStream {
  std::int64_t id = 0;
  std::string day;
  std::int64_t size = 0;

  bool operator==(const ExportStream&) const = default;
};

// What is fixed when an export begins.
struct ExportPlan {
  std::string first_day;  // UTC days of the streams' opening, YYYY-MM-DD, both inclusive
  std::string last_day;
  Filter filter;
  std::vector<ExportStream> streams;

  std::int64_t size() const;
};

// How far it has come.
struct ExportPosition {
  std::size_t stream = 0;  // its place in the plan
  std::int64_t seq = 0;    // the next record
  std::int64_t records = 0;
  std::int64_t left_out = 0;
  std::int64_t bytes = 0;
};

// What manifest and notes tell of the lines that were written.
class WrittenLines {
 public:
  // Without its LF.
  void add(std::string_view line);
  // Of all lines so far, as FORMAT.md says it; once, at the end.
  Hash digest() { return leaves_.finish(); }
  // The checkpoints that first records among them list.
  const std::set<std::string>& listed() const { return listed_; }

 private:
  crypto::Sha256 leaves_;
  std::set<std::string> listed_;
};

// Reads an export piece by piece, each in a short transaction of its own; memory is bounded by one piece,
// some MiB. What it reads is only added to, so that pieces of different moments fit together.
class LogExport {
 public:
  // `from`: goes on after what was written before; `written` was given that.
  explicit LogExport(ExportPlan plan, ExportPosition from = {}, WrittenLines written = {});

  // The next piece; nothing at the end. Code::database_refused: a record of the plan is missing.
  base::Result<std::optional<std::string>> next(db::Connection& connection);

  const ExportPlan& plan() const { return plan_; }
  const ExportPosition& position() const { return position_; }
  std::int64_t done() const { return position_.records + position_.left_out; }
  Hash digest() { return written_.digest(); }
  const std::set<std::string>& listed() const { return written_.listed(); }

 private:
  ExportPlan plan_;
  ExportPosition position_;
  WrittenLines written_;
};

// What an export manifest says besides the export itself.
struct ExportStatement {
  std::string log;
  base::WallTime now;
  Hash digest{};  // of the whole export
  std::string by;
  std::string reason;
  std::string witness;  // text_of(WitnessState)
};

// The text of the signed manifest.
std::string export_manifest_text(const ExportStatement& statement, const LogExport& done);

}  // namespace audit
