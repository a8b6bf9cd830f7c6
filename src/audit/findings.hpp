// What a verification finds to be wrong.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace audit {

// The classes of damage; their names stand in reports and in FORMAT.md.
namespace damage {
inline constexpr std::string_view line = "line";               // not a line as the format demands
inline constexpr std::string_view seq = "seq";                 // missing, inserted, doubled, out of order
inline constexpr std::string_view mseq = "mseq";               // the same within a merchant's records
inline constexpr std::string_view order = "order";             // a stream in several pieces, or twice
inline constexpr std::string_view root = "root";               // records do not hash to a signed root
inline constexpr std::string_view tail = "tail";               // a stream ends before what is known of it
inline constexpr std::string_view note = "note";               // not a signed note of a known kind
inline constexpr std::string_view key = "key";                 // a key change that does not hold
inline constexpr std::string_view checkpoint = "checkpoint";   // forged: no trusted signature
inline constexpr std::string_view unwitnessed = "unproven";    // a stream that nothing signed covers
inline constexpr std::string_view fork = "fork";               // two signed roots for one size
inline constexpr std::string_view opening = "opening";         // a first record that is none
inline constexpr std::string_view listing = "listing";         // differs from what an opening lists of it
inline constexpr std::string_view stream = "stream";           // a stream is missing
inline constexpr std::string_view manifest = "manifest";       // forged or malformed daily manifest
inline constexpr std::string_view chain = "manifest_chain";    // not the manifest that the next one names
inline constexpr std::string_view counts = "manifest_counts";  // records are not as many as it says
inline constexpr std::string_view day = "manifest_streams";    // not the streams that it lists
inline constexpr std::string_view exported = "export";         // not the file that was signed, or unreadable
inline constexpr std::string_view bundle = "bundle";           // a receipt that does not hold
// Of a database only:
inline constexpr std::string_view row = "row";            // a column is not what the line says
inline constexpr std::string_view tile = "tile";          // a stored tile is not that of the lines
inline constexpr std::string_view frontier = "frontier";  // nor the stored frontier or size
inline constexpr std::string_view index = "index";        // columns of a note that differ from it
}  // namespace damage

struct Finding {
  std::string_view kind;
  std::int64_t stream = 0;  // 0: of none
  std::int64_t seq = -1;    // -1: of no record
  std::string what;
};

// Keeps the first thousand and counts all.
class Findings {
 public:
  void add(std::string_view kind, std::int64_t stream, std::int64_t seq, std::string what);

  bool empty() const { return count_ == 0; }
  std::int64_t count() const { return count_; }
  const std::vector<Finding>& list() const { return list_; }
  const std::map<std::string_view, std::int64_t>& classes() const { return classes_; }
  // The first that names a record; null when none does.
  const Finding* first_record() const;

 private:
  std::int64_t count_ = 0;
  std::vector<Finding> list_;
  std::map<std::string_view, std::int64_t> classes_;
};

}  // namespace audit
