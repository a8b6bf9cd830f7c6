// What LogVerifier checks when a stream, a day or a file is at its end.
#include <algorithm>
#include <utility>

#include "audit/verifier.hpp"
#include "audit/verifier_parts.hpp"
#include "base/ids.hpp"
#include "base/text.hpp"

namespace audit {
namespace {

std::string kinds_difference(const DayTotals& read, const DayTotals& told) {
  for (int i = 1; i <= static_cast<int>(Kind::system); ++i) {
    const auto kind = static_cast<std::size_t>(i);
    if (read.kinds[kind] != told.kinds[kind])
      return std::to_string(read.kinds[kind]) + " records of kind " +
             std::string(name(static_cast<Kind>(i))) + " where it says " + std::to_string(told.kinds[kind]);
  }
  return {};
}

std::string merchants_difference(const DayTotals& read, const DayTotals& told) {
  for (const auto& [appid, merchant] : told.merchants) {
    const auto found = read.merchants.find(appid);
    if (found == read.merchants.end()) return "no record of " + appid + ", of which it counts some";
    if (found->second != merchant) return "the records of " + appid + " are not as many as it says";
  }
  for (const auto& [appid, merchant] : read.merchants) {
    if (!told.merchants.contains(appid)) return appid + " has records and is not counted";
  }
  return {};
}

}  // namespace

void LogVerifier::leave() {
  Current& read = *current_;
  VerifiedStream stream{read.frontier.size(), read.frontier.root(), read.compared,
                        read.left_out,        read.broken,          live_.contains(read.id)};
  file_streams_[read.id] = read.next;
  const auto [known, added] = report_.streams.try_emplace(read.id, stream);
  if (!added && !known->second.broken && !stream.broken && known->second.size == stream.size &&
      known->second.root != stream.root)
    findings_.add(damage::order, read.id, -1, "two files hold the stream with different records");
  if (!stream.broken && read.checkpoints != nullptr && read.pending != read.checkpoints->end())
    shorter(read.id, stream.size, read.checkpoints->rbegin()->first, "a checkpoint");
  if (added && read.day != nullptr) check_day(known->second, read.id, *read.day);
  if (added && read.day == nullptr) left_out_without_manifest_ += stream.left_out;
  current_.reset();
}

// A stream ends before what is signed of it. An export manifest may say that the export was made before.
void LogVerifier::shorter(std::int64_t id, std::int64_t size, std::int64_t wanted, const std::string& by) {
  const bool made_before = std::ranges::any_of(evidence_.exports, [&](const ExportManifest& manifest) {
    const auto found = manifest.streams.find(id);
    return found != manifest.streams.end() && found->second == size;
  });
  const std::string what = "stream " + base::to_hex(id) + " ends after " + std::to_string(size) +
                           " records, but " + by + " knows " + std::to_string(wanted);
  if (made_before) {
    partial(what + ": the export is older");
  } else {
    findings_.add(damage::tail, id, size, what);
  }
}

void LogVerifier::partial(std::string reason) {
  constexpr std::size_t most = 100;
  if (report_.partial.size() < most) report_.partial.push_back(std::move(reason));
}

// Holds the stream against the manifest of its day.
void LogVerifier::check_day(VerifiedStream& stream, std::int64_t id, DayCheck& check) {
  const DailyManifest& manifest = evidence_.days.at(day_by_stream_.at(id)).manifest;
  const auto told = std::ranges::lower_bound(manifest.streams, id, {}, &ManifestStream::stream);
  check.begun = true;
  check.left_out = check.left_out || stream.left_out > 0;
  check.broken = check.broken || stream.broken || stream.size != told->size || told->damaged;
  const std::string by = "the manifest of " + manifest.day;
  if (told->damaged) {
    partial("stream " + base::to_hex(id) + " was given up as damaged: " + by + " proves its first " +
            std::to_string(told->size) + " records and nothing after them");
  }
  if (!stream.broken && stream.size < told->size) {
    shorter(id, stream.size, told->size, by);
  } else if (told->damaged && stream.size > told->size) {
    // Its checkpoint, if it was given, was compared on the way.
  } else if (!stream.broken && stream.size > told->size) {
    findings_.add(damage::day, id, told->size, "the stream is longer than " + by + " says");
  } else if (!stream.broken && stream.root != told->root) {
    findings_.add(damage::day, id, stream.proven, "the records are not those that " + by + " signs");
  } else if (!stream.broken) {
    stream.proven = stream.size;
  }
  check.remaining.erase(id);
  if (check.remaining.empty()) finish_day(manifest, check);
}

void LogVerifier::finish_day(const DailyManifest& manifest, DayCheck& check) {
  ++report_.manifests;
  const auto told = read_totals(manifest);
  const DayTotals read = std::exchange(check.tally, Tally{}).totals(merchants_);
  if (!told) {
    findings_.add(damage::manifest, 0, -1, manifest.day + ": " + told.error().detail);
  } else if (check.left_out) {
    for (const auto& [appid, merchant] : told->merchants) {
      const auto number = merchants_.of(appid);
      if (number >= uncounted_.size()) uncounted_.resize(number + 1);
      const auto found = read.merchants.find(appid);
      const std::int64_t given = found == read.merchants.end() ? 0 : found->second.records;
      if (given != merchant.records) uncounted_[number] = true;
    }
  } else if (!check.broken) {
    for (const std::string& difference : {kinds_difference(read, *told), merchants_difference(read, *told)}) {
      if (!difference.empty()) findings_.add(damage::counts, 0, -1, manifest.day + ": " + difference);
    }
  }
}

// Holds the file against the export manifest that signs it.
void LogVerifier::check_export() {
  if (evidence_.exports.empty()) return;
  const std::string of_bytes = base::to_hex(bytes_digest_.finish());
  const std::string of_leaves = base::to_hex(leaves_digest_.finish());
  const auto found = std::ranges::find_if(evidence_.exports, [&](const ExportManifest& manifest) {
    return manifest.digest == (manifest.by_leaves ? of_leaves : of_bytes);
  });
  if (found == evidence_.exports.end()) {
    findings_.add(damage::exported, 0, -1,
                  file_ + " is not a file that an export manifest signs: its hash is " +
                      (hashes_leaves_ ? of_leaves : of_bytes));
    return;
  }
  exports_used_[static_cast<std::size_t>(found - evidence_.exports.begin())] = true;
  const bool counted =
      found->records == file_lines_ && found->leaves == file_left_out_ && found->bytes == bytes_;
  if (!counted)
    findings_.add(damage::exported, 0, -1, file_ + " has other counts than its export manifest says");
  if (found->streams != file_streams_)
    findings_.add(damage::exported, 0, -1, file_ + " has other streams than its export manifest says");
}

}  // namespace audit
