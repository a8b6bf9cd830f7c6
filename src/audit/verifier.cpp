#include "audit/verifier.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "audit/verifier_parts.hpp"
#include "base/ids.hpp"

namespace audit {
namespace {

std::string range(std::int64_t from, std::int64_t to) {
  if (from + 1 == to) return "record " + std::to_string(from) + " is";
  return "records " + std::to_string(from) + " to " + std::to_string(to - 1) + " are";
}

}  // namespace

LogVerifier::LogVerifier(Evidence& evidence, Findings& findings) : evidence_(evidence), findings_(findings) {
  for (const auto& [day, known] : evidence_.days) {
    DayCheck& check = days_[day];
    for (const ManifestStream& stream : known.manifest.streams) {
      day_by_stream_[stream.stream] = day;
      if (stream.damaged && stream.size == 0) {
        check.broken = true;
        partial("nothing of stream " + base::to_hex(stream.stream) + ", which was given up, was ever signed");
        continue;
      }
      check.remaining.insert(stream.stream);
    }
  }
  exports_used_.resize(evidence_.exports.size());
  hashes_bytes_ = std::ranges::any_of(evidence_.exports, std::not_fn(&ExportManifest::by_leaves));
  hashes_leaves_ = std::ranges::any_of(evidence_.exports, &ExportManifest::by_leaves);
}

LogVerifier::~LogVerifier() = default;

void LogVerifier::begin_file(std::string name) {
  evidence_.settle();
  file_ = std::move(name);
  seen_.clear();
  file_streams_.clear();
  file_lines_ = file_left_out_ = bytes_ = 0;
}

void LogVerifier::add(std::string_view line) {
  bytes_ += static_cast<std::int64_t>(line.size()) + 1;
  if (hashes_bytes_) {
    bytes_digest_.update(line);
    bytes_digest_.update("\n");
  }
  const bool left_out = is_left_out(line);
  const Hash leaf = hashes_leaves_ || !left_out ? leaf_hash(line) : Hash{};
  if (hashes_leaves_) leaves_digest_.update(crypto::view(leaf));
  if (left_out) {
    ++file_left_out_;
    add_left_out(line);
  } else {
    ++file_lines_;
    add_line(line, leaf);
  }
}

void LogVerifier::end_file(bool torn) {
  if (current_) leave();
  if (torn) findings_.add(damage::line, 0, -1, file_ + " ends within a line");
  check_export();
}

void LogVerifier::break_off(const std::string& why) {
  const std::string lines = std::to_string(file_lines_ + file_left_out_);
  const std::string named = file_ + ": ";  // readers name their file
  const std::string reason = why.starts_with(named) ? why.substr(named.size()) : why;
  findings_.add(damage::exported, current_ ? current_->id : 0, current_ ? current_->next : -1,
                "nothing can be read past line " + lines + " of " + named + reason);
  if (current_) leave();
}

// Makes `stream` the current one; not when it was read before.
bool LogVerifier::enter(std::int64_t stream, std::int64_t seq) {
  if (current_ && current_->id == stream) return true;
  if (seen_.contains(stream)) {
    findings_.add(damage::order, stream, seq, "the record stands after another stream began");
    return false;
  }
  if (current_) leave();
  seen_.insert(stream);
  current_ = std::make_unique<Current>();
  current_->id = stream;
  current_->day = day_of(stream);
  current_->again = report_.streams.contains(stream);
  const auto known = evidence_.checkpoints.find(stream);
  if (known != evidence_.checkpoints.end()) {
    current_->checkpoints = &known->second;
    current_->pending = known->second.begin();
    compare_root();
  }
  return true;
}

// Whether the records from `seq` on stand where they have to, or at least after what was read.
bool LogVerifier::in_order(std::int64_t seq, std::int64_t count) {
  Current& stream = *current_;
  if (seq == stream.next) {
    stream.next += count;
    return true;
  }
  stream.broken = true;
  if (seq < stream.next) {
    findings_.add(damage::seq, stream.id, seq,
                  "the record stands twice or out of order: " + std::to_string(stream.next) + " was to come");
    return false;
  }
  findings_.add(damage::seq, stream.id, stream.next,
                range(stream.next, seq) + " missing: " + std::to_string(seq) + " comes instead");
  stream.next = seq + count;
  return true;
}

void LogVerifier::add_line(std::string_view line, const Hash& leaf) {
  const auto head = read_line_head(line);
  if (!head) {
    findings_.add(damage::line, current_ ? current_->id : 0, current_ ? current_->next : -1,
                  std::string(head.error()) + " (" + file_ + ", line " +
                      std::to_string(file_lines_ + file_left_out_) + ")");
    if (!current_) return;
    ++current_->next;
    current_->broken = true;
    return;
  }
  if (!enter(head->stream, head->seq) || !in_order(head->seq, 1)) return;
  current_->frontier.append(leaf);
  if (!current_->again) {
    ++report_.lines;
    if (report_.first_time.empty() || head->time < report_.first_time) report_.first_time = head->time;
    if (head->time > report_.last_time) report_.last_time = head->time;
    const auto merchant = head->merchant.empty() ? Tally::no_merchant : merchants_.of(head->merchant);
    const int month = shanghai_month(head->time);
    tally_.add(*head, merchant, month);
    if (current_->day != nullptr) current_->day->tally.add(*head, merchant, month);
    if (head->mseq) check_mseq(*head, merchant);
    if (head->seq == 0) read_opening(*head);
  }
  compare_root();
}

void LogVerifier::add_left_out(std::string_view line) {
  const auto item = read_left_out(line);
  if (!item) {
    findings_.add(damage::line, current_ ? current_->id : 0, current_ ? current_->next : -1,
                  std::string(item.error()) + " (" + file_ + ", line " +
                      std::to_string(file_lines_ + file_left_out_) + ")");
    if (current_) current_->broken = true;
    return;
  }
  const std::int64_t count = item->tile ? tile_size : 1;
  file_left_out_ += count - 1;
  if (!enter(item->stream, item->seq) || !in_order(item->seq, count)) return;
  current_->left_out += count;
  if (item->tile && current_->frontier.size() % tile_size == 0) {
    current_->frontier.append_tile(item->hash);
  } else if (!item->tile) {
    current_->frontier.append(item->hash);
  }
  if (!current_->again) {
    report_.left_out += count;
    if (item->seq == 0) ++openings_left_out_;
  }
  compare_root();
}

void LogVerifier::check_mseq(const LineHead& head, std::size_t merchant) {
  auto& expected = current_->mseq;
  if (merchant >= expected.size()) expected.resize(merchant + 1);
  if (merchant >= gaps_.size()) gaps_.resize(merchant + 1);
  const std::int64_t wanted = std::exchange(expected[merchant], std::max(*head.mseq + 1, expected[merchant]));
  if (*head.mseq == wanted) return;
  gaps_[merchant] = true;
  if (current_->broken) return;  // told already
  const bool given =
      current_->left_out == 0 || std::ranges::any_of(evidence_.exports, [&](const ExportManifest& manifest) {
        return manifest.only_merchant == head.merchant;
      });
  if (*head.mseq > wanted && !given) return;  // what is missing was left out
  findings_.add(damage::mseq, head.stream, head.seq,
                "mseq " + std::to_string(*head.mseq) + " of " + std::string(head.merchant) + " where " +
                    std::to_string(wanted) + " was to come");
}

void LogVerifier::read_opening(const LineHead& head) {
  auto listed = head.kind == Kind::system && head.action == "stream_opened"
                    ? read_opening_details(head.stream, head.details)
                    : std::nullopt;
  if (!listed) {
    findings_.add(damage::opening, head.stream, 0, "the first record is not the opening of a stream");
    return;
  }
  for (Listed& entry : *listed) {
    if (!entry.checkpoint.empty()) learn(entry);
    listed_.push_back(std::move(entry));
  }
}

// Takes the checkpoint that a first record lists.
void LogVerifier::learn(const Listed& entry) {
  const auto& all = evidence_.checkpoints;
  const auto known = [&] { return all.contains(entry.stream) ? all.at(entry.stream).size() : 0; };
  const std::size_t before = known();
  evidence_.add_note(entry.checkpoint, "record " + base::to_hex(entry.by) + "/0");
  if (known() > before && report_.streams.contains(entry.stream)) report_.too_late = true;
}

// Holds what was read so far against the checkpoint of that size, if there is one.
void LogVerifier::compare_root() {
  Current& stream = *current_;
  if (stream.checkpoints == nullptr || stream.broken) return;
  const std::int64_t size = stream.frontier.size();
  while (stream.pending != stream.checkpoints->end() && stream.pending->first < size) {
    ++stream.pending;  // it ends within a tile that was left out
  }
  if (stream.pending == stream.checkpoints->end() || stream.pending->first != size) return;
  Evidence::Signed& checkpoint = stream.pending->second;
  ++stream.pending;
  if (!std::exchange(checkpoint.compared, true)) ++report_.checkpoints;
  if (stream.frontier.root() == checkpoint.root) {
    stream.compared = size;
    return;
  }
  findings_.add(damage::root, stream.id, stream.compared,
                range(stream.compared, size) + " not what the checkpoint of size " + std::to_string(size) +
                    " signs: at least one of them was changed");
  stream.broken = true;
}

LogVerifier::DayCheck* LogVerifier::day_of(std::int64_t stream) {
  const auto found = day_by_stream_.find(stream);
  return found == day_by_stream_.end() ? nullptr : &days_.at(found->second);
}

}  // namespace audit
