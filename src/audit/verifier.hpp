// Checks a log offline: fed line by line, in bounded memory, without any input or output of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/evidence.hpp"
#include "audit/findings.hpp"
#include "audit/frontier.hpp"
#include "audit/line_head.hpp"
#include "audit/opening_list.hpp"
#include "audit/tally.hpp"

namespace audit {

// What is known of a stream that was read.
struct VerifiedStream {
  std::int64_t size = 0;
  Hash root{};
  std::int64_t proven = 0;    // records that something signed covers
  std::int64_t left_out = 0;  // of which only the hash was given
  bool broken = false;        // records are damaged, so that its hashes say nothing more
  bool live = false;          // nobody expects that it is signed already
};

struct VerifyReport {
  std::int64_t lines = 0;
  std::int64_t left_out = 0;
  std::int64_t proven = 0;    // records that something signed covers
  std::int64_t unproven = 0;  // records past the newest checkpoint of their stream
  std::string first_time;     // of the lines; empty: none
  std::string last_time;
  std::int64_t checkpoints = 0;  // that the lines were held against
  std::int64_t manifests = 0;
  DayTotals totals;
  std::map<std::int64_t, VerifiedStream> streams;
  std::vector<std::string> partial;             // why it is not the whole log of its period; empty: COMPLETE
  std::vector<std::string> complete_merchants;  // whose records are all there
  std::int64_t incomplete_merchants = 0;
  bool too_late = false;  // a first record lists a checkpoint of a stream that was read before it
  std::string witness;    // text_of(WitnessState) of the deployment; empty: nobody has said
};

class LogVerifier {
 public:
  // Both must outlive it. All notes should be in `evidence`, and settled, before the first line.
  LogVerifier(Evidence& evidence, Findings& findings);
  ~LogVerifier();

  // A file begins; `name` is for what is told.
  void begin_file(std::string name);
  // The next line, without its LF.
  void add(std::string_view line);
  // `torn`: the last line had no LF.
  void end_file(bool torn);
  // Instead of end_file(): the file cannot be read any further, for the reason given.
  void break_off(const std::string& why);
  // `id` may still grow, or its first checkpoint may still come: it needs none.
  void mark_live(std::int64_t id) { live_.insert(id); }
  // The day of `id` is known, and need not be guessed from the clock that gave it its id.
  void tell_day(std::int64_t id, std::string day) { told_days_[id] = std::move(day); }
  // Nothing lies outside of the period: a stream that is missing is damage.
  void expect_everything() { everything_ = true; }
  // `id` is known to be elsewhere, for the reason given: the result is PARTIAL.
  void excuse(std::int64_t id, std::string reason) { excused_[id] = std::move(reason); }

  std::int64_t lines() const { return report_.lines + report_.left_out; }
  // To be called once.
  VerifyReport finish();

 private:
  struct Current;
  struct DayCheck;

  bool enter(std::int64_t stream, std::int64_t seq);
  bool in_order(std::int64_t seq, std::int64_t count);
  void add_line(std::string_view line, const Hash& leaf);
  void add_left_out(std::string_view line);
  void check_mseq(const LineHead& head, std::size_t merchant);
  void read_opening(const LineHead& head);
  void learn(const Listed& entry);
  void compare_root();
  void leave();
  void shorter(std::int64_t id, std::int64_t size, std::int64_t wanted, const std::string& by);
  void partial(std::string reason);
  void check_day(VerifiedStream& stream, std::int64_t id, DayCheck& check);
  void finish_day(const DailyManifest& manifest, DayCheck& check);
  void check_export();
  void check_listings();
  void check_missing();
  void miss(std::int64_t id, const std::string& who);
  void lost(std::int64_t id, const std::string& who);
  void check_chain();
  void spread_proofs();
  void conclude();
  DayCheck* day_of(std::int64_t stream);

  Evidence& evidence_;
  Findings& findings_;
  VerifyReport report_;
  std::string file_;
  std::unique_ptr<Current> current_;
  std::set<std::int64_t> seen_;  // in this file
  MerchantNumbers merchants_;
  std::vector<bool> gaps_;       // by merchant
  std::vector<bool> uncounted_;  // by merchant: a manifest knows more of its records
  Tally tally_;
  std::map<std::string, DayCheck> days_;
  std::map<std::int64_t, std::string> day_by_stream_;
  std::map<std::int64_t, std::string> told_days_;
  std::vector<Listed> listed_;
  std::set<std::int64_t> live_;
  std::map<std::int64_t, std::string> excused_;
  std::int64_t openings_left_out_ = 0;
  std::int64_t left_out_without_manifest_ = 0;
  std::set<std::int64_t> missed_;
  bool everything_ = false;

  // Of the file.
  bool hashes_bytes_ = false;
  bool hashes_leaves_ = false;
  crypto::Sha256 bytes_digest_;
  crypto::Sha256 leaves_digest_;
  std::int64_t bytes_ = 0;
  std::int64_t file_lines_ = 0;
  std::int64_t file_left_out_ = 0;
  std::map<std::int64_t, std::int64_t> file_streams_;
  std::vector<bool> exports_used_;
};

}  // namespace audit
