// What LogVerifier concludes when everything was read.
#include <algorithm>
#include <chrono>
#include <utility>

#include "audit/verifier.hpp"
#include "audit/verifier_parts.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"

namespace audit {
namespace {

// The UTC day in which a stream was surely opened, by its id; empty close to midnight, where the database's
// clock may have said another one.
std::string surely_opened(std::int64_t id) {
  using namespace std::chrono_literals;
  const auto time = base::time_of_sortable_id(id);
  const std::string day = base::to_date(time);
  return base::to_date(time - 1h) == day && base::to_date(time + 1h) == day ? day : std::string();
}

}  // namespace

VerifyReport LogVerifier::finish() {
  if (current_) leave();
  evidence_.settle();
  check_missing();  // what something signed knows to be of a day, before what first records merely list
  check_listings();
  check_chain();
  spread_proofs();
  conclude();
  return std::move(report_);
}

// Every stream that a first record lists has to be here, as it is listed.
void LogVerifier::check_listings() {
  std::map<std::int64_t, const Listed*> sealed;
  for (const Listed& listed : listed_) {
    const std::string by = "the first record of " + base::to_hex(listed.by);
    if (listed.size) {
      const auto [other, added] = sealed.try_emplace(listed.stream, &listed);
      if (!added && (other->second->size != listed.size || other->second->root != listed.root))
        findings_.add(damage::listing, listed.stream, -1, "two first records list it differently");
    }
    const auto found = report_.streams.find(listed.stream);
    if (found == report_.streams.end()) {
      miss(listed.stream, by);
    } else if (listed.size && !found->second.broken) {
      const VerifiedStream& stream = found->second;
      if (stream.size < *listed.size) {
        shorter(listed.stream, stream.size, *listed.size, by);
      } else if (stream.size > *listed.size || stream.root != listed.root) {
        findings_.add(damage::listing, listed.stream, -1, "the stream is not what " + by + " lists");
      }
    }
  }
}

// Every stream that something signed names has to be here.
void LogVerifier::check_missing() {
  for (const auto& [day, check] : days_) {
    for (const std::int64_t id : check.remaining) {
      if (check.begun && !excused_.contains(id)) {
        lost(id, "the manifest of " + day);
      } else {
        miss(id, "the manifest of " + day);
      }
    }
  }
  for (std::size_t i = 0; i < evidence_.exports.size(); ++i) {
    for (const auto& [id, size] : evidence_.exports[i].streams) {
      const auto found = report_.streams.find(id);
      if (found == report_.streams.end()) {
        lost(id, "the export manifest");
      } else if (!found->second.broken && found->second.size < size) {
        shorter(id, found->second.size, size, "the export manifest");
      }
    }
    if (!exports_used_[i])
      findings_.add(damage::exported, 0, -1,
                    "no file is what the export manifest of " + evidence_.exports[i].time + " signs");
  }
  for (const auto& [id, checkpoints] : evidence_.checkpoints) {
    if (!report_.streams.contains(id)) miss(id, "a checkpoint");
  }
  for (const auto& [id, stream] : report_.streams) {
    if (day_by_stream_.contains(id)) continue;
    const auto told = told_days_.find(id);
    const std::string day = told != told_days_.end() ? told->second : surely_opened(id);
    if (!day.empty() && evidence_.days.contains(day))
      findings_.add(damage::day, id, -1, "the stream is not in the manifest of " + day);
  }
}

// A stream is not here. It may lie outside of the period.
void LogVerifier::miss(std::int64_t id, const std::string& who) {
  const auto excuse = excused_.find(id);
  if (excuse != excused_.end()) {
    if (missed_.insert(id).second) partial(excuse->second);
    return;
  }
  const bool none = report_.streams.empty();
  const bool before = !none && id < report_.streams.begin()->first;
  const bool after = !none && id > report_.streams.rbegin()->first;
  if (everything_ || !(before || (after && !evidence_.exports.empty()))) {
    lost(id, who);
  } else if (missed_.insert(id).second) {
    partial("stream " + base::to_hex(id) + ", known by " + who + ", was opened " +
            (before ? "before" : "after") + " the period");
  }
}

void LogVerifier::lost(std::int64_t id, const std::string& who) {
  if (missed_.insert(id).second)
    findings_.add(damage::stream, id, -1, "the stream is missing; " + who + " knows it");
}

void LogVerifier::check_chain() {
  const Evidence::Day* before = nullptr;
  for (const auto& [day, known] : evidence_.days) {
    if (before != nullptr && known.manifest.previous != before->digest)
      findings_.add(damage::chain, 0, -1,
                    "the manifest of " + day + " does not follow that of " + before->manifest.day +
                        ": one between them is missing, or it was exchanged");
    before = &known;
  }
}

// A first record that is proven proves the sealed streams that it lists.
void LogVerifier::spread_proofs() {
  bool changed = true;
  while (std::exchange(changed, false)) {
    for (const Listed& listed : listed_) {
      const auto by = report_.streams.find(listed.by);
      const auto found = report_.streams.find(listed.stream);
      if (!listed.size || found == report_.streams.end() || by->second.proven == 0) continue;
      VerifiedStream& stream = found->second;
      if (stream.broken || stream.proven == stream.size || stream.size != listed.size ||
          stream.root != listed.root)
        continue;
      stream.proven = stream.size;
      changed = true;
    }
  }
}

void LogVerifier::conclude() {
  for (const auto& [id, stream] : report_.streams) {
    report_.proven += stream.proven;
    report_.unproven += stream.size - stream.proven;
    if (!stream.broken && !stream.live && stream.proven == 0 && stream.size > 0)
      findings_.add(damage::unwitnessed, id, -1, "no checkpoint of the stream was given");
  }
  std::int64_t uncompared = 0;
  for (const auto& [id, checkpoints] : evidence_.checkpoints) {
    const auto found = report_.streams.find(id);
    if (found == report_.streams.end() || found->second.broken) continue;
    uncompared += std::ranges::count_if(checkpoints, [&](const auto& entry) {
      return !entry.second.compared && entry.first <= found->second.size;
    });
  }
  const auto unlisted = std::ranges::count_if(
      report_.streams, [&](const auto& entry) { return !day_by_stream_.contains(entry.first); });
  if (unlisted > 0)
    partial(std::to_string(unlisted) +
            " streams stand in no daily manifest that was given: others of their days "
            "could be missing unnoticed");
  if (report_.left_out > 0)
    partial(std::to_string(report_.left_out) + " records are given by their hash only");
  if (openings_left_out_ > 0)
    partial(std::to_string(openings_left_out_) + " first records, which list other streams, are left out");
  if (uncompared > 0)
    partial(std::to_string(uncompared) + " checkpoints could not be held against the records");
  gaps_.resize(merchants_.size());
  uncounted_.resize(merchants_.size());
  report_.totals = tally_.totals(merchants_);
  for (std::size_t i = 0; i < merchants_.size(); ++i) {
    if (gaps_[i] || uncounted_[i] || left_out_without_manifest_ > 0) {
      ++report_.incomplete_merchants;
    } else {
      report_.complete_merchants.push_back(merchants_.appid(i));
    }
  }
  std::ranges::sort(report_.complete_merchants);
}

}  // namespace audit
