#include "audit/evidence.hpp"

#include <algorithm>
#include <utility>

#include "audit/checkpoint.hpp"
#include "audit/key_change.hpp"
#include "base/text.hpp"

namespace audit {
namespace {

using base::Code;

constexpr std::size_t most_redelivered = 128;  // notes that a sink may be given again

enum class NoteKind { checkpoint, keys, manifest, exported, none };

std::string_view first_line(std::string_view note) { return note.substr(0, note.find('\n')); }

NoteKind kind_of(std::string_view note) {
  const std::string_view origin = first_line(note);
  const std::string_view last = origin.substr(origin.rfind('/') + 1);
  if (origin.size() == last.size()) return NoteKind::none;
  if (last == "keys") return NoteKind::keys;
  if (last == "manifest") return NoteKind::manifest;
  if (last == "export") return NoteKind::exported;
  return parse_stream(last) > 0 ? NoteKind::checkpoint : NoteKind::none;
}

std::string_view damage_of(NoteKind kind) {
  switch (kind) {
    case NoteKind::checkpoint:
      return damage::checkpoint;
    case NoteKind::keys:
      return damage::key;
    case NoteKind::manifest:
      return damage::manifest;
    case NoteKind::exported:
      return damage::exported;
    case NoteKind::none:
      return damage::note;
  }
  return damage::note;
}

}  // namespace

base::Result<> Evidence::add_keys(std::string_view text, const std::string& source) {
  int number = 0;
  while (!text.empty()) {
    const std::string_view line = base::trimmed(first_line(text));
    // Where the first note begins: <log>/keys.
    if (line.ends_with("/keys")) break;
    text.remove_prefix(std::min(text.size(), first_line(text).size() + 1));
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    auto key = Verifier::parse(line);
    if (!key)
      return base::fail(Code::invalid_argument,
                        source + " line " + std::to_string(number) + ": " + key.error().detail);
    trust(std::move(*key));
  }
  while (const auto note = next_note(text)) {
    add_note(*note, source);
  }
  return {};
}

void Evidence::add_note(std::string_view note, const std::string& source) {
  forget_torn(note);
  const auto kind = kind_of(note);
  if (kind == NoteKind::keys) {
    const bool known =
        std::ranges::any_of(changes_, [&](const Waiting& other) { return other.note == note; });
    if (!known) changes_.push_back({std::string(note), source});
  } else if (kind == NoteKind::none || !take(note, source)) {
    waiting_.push_back({std::string(note), source});
  }
}

// A machine that stopped while it wrote leaves the beginning of a note; the whole one follows among the next.
void Evidence::forget_torn(std::string_view note) {
  const std::size_t looked_at = std::min(waiting_.size(), most_redelivered);
  const auto is_torn = [note](const Waiting& other) {
    std::string_view beginning = other.note;
    while (beginning.ends_with('\n'))
      beginning.remove_suffix(1);
    return beginning.size() + 1 < note.size() && note.starts_with(beginning);
  };
  const auto from = waiting_.end() - static_cast<std::ptrdiff_t>(looked_at);
  waiting_.erase(std::remove_if(from, waiting_.end(), is_torn), waiting_.end());
}

void Evidence::settle() {
  while (extend_trust()) {
  }
  // What is left begins from keys that nobody here trusts: it changes nothing, unless it is forged.
  for (const Waiting& change : std::exchange(changes_, {})) {
    const auto opened = open_key_change(change.note);
    if (!opened) findings_.add(damage::key, 0, -1, change.source + ": " + opened.error().detail);
  }
  for (const Waiting& note : std::exchange(waiting_, {})) {
    if (take(note.note, note.source)) continue;
    const auto opened = open_note(note.note, keys_);
    const auto kind = kind_of(note.note);
    if (kind == NoteKind::none) {
      findings_.add(damage::note, 0, -1, note.source + " holds what is no note of this log");
      continue;
    }
    const std::string_view origin = first_line(note.note);
    const auto stream =
        kind == NoteKind::checkpoint ? parse_stream(origin.substr(origin.rfind('/') + 1)) : std::int64_t{0};
    findings_.add(damage_of(kind), stream, -1,
                  note.source + ": " + std::string(damage_of(kind)) + " of " + std::string(origin) + ": " +
                      (opened ? "the note is not of the key's log" : opened.error().detail));
  }
}

void Evidence::begin_again() {
  for (auto& [stream, sizes] : checkpoints) {
    for (auto& [size, checkpoint] : sizes)
      checkpoint.compared = false;
  }
}

// Applies the changes that begin from a trusted key; says whether there was one.
bool Evidence::extend_trust() {
  const auto trusted = [this](const Verifier& key) {
    return std::ranges::any_of(keys_, [&](const Verifier& other) { return other.text() == key.text(); });
  };
  const auto applied = std::ranges::find_if(changes_, [&](const Waiting& change) {
    const auto opened = open_key_change(change.note);
    return opened && trusted(opened->before) && opened->log == opened->before.name();
  });
  if (applied == changes_.end()) return false;
  const auto opened = open_key_change(applied->note);
  if (!trusted(opened->after)) keys_.push_back(opened->after);
  const auto [known, added] = successors_.try_emplace(opened->before.text(), opened->after.text());
  if (!added && known->second != opened->after.text())
    findings_.add(damage::fork, 0, -1, applied->source + ": a key has two different successors");
  changes_.erase(applied);
  return true;
}

bool Evidence::speaks_for(std::string_view log) const {
  return std::ranges::any_of(keys_, [&](const Verifier& key) { return key.name() == log; });
}

bool Evidence::take(std::string_view note, const std::string& source) {
  const auto text = open_note(note, keys_);
  const std::string_view origin = first_line(note);
  if (!text || !speaks_for(origin.substr(0, origin.rfind('/')))) return false;
  switch (kind_of(note)) {
    case NoteKind::checkpoint:
      take_checkpoint(*text, source);
      break;
    case NoteKind::manifest:
      take_manifest(note, *text, source);
      break;
    case NoteKind::exported:
      take_export(*text, source);
      break;
    case NoteKind::keys:
    case NoteKind::none:
      break;
  }
  return true;
}

void Evidence::take_checkpoint(std::string_view text, const std::string& source) {
  const auto checkpoint = parse_checkpoint(text);
  if (!checkpoint) {
    findings_.add(damage::checkpoint, 0, -1, source + ": " + checkpoint.error().detail);
    return;
  }
  const auto [known, added] =
      checkpoints[checkpoint->stream].try_emplace(checkpoint->size, Signed{checkpoint->root, false});
  if (!added && known->second.root != checkpoint->root)
    findings_.add(damage::fork, checkpoint->stream, -1,
                  "two signed checkpoints of size " + std::to_string(checkpoint->size) + " differ");
}

void Evidence::take_manifest(std::string_view note, std::string_view text, const std::string& source) {
  auto manifest = parse_daily_manifest(text);
  if (!manifest) {
    findings_.add(damage::manifest, 0, -1, source + ": " + manifest.error().detail);
    return;
  }
  const auto digest = crypto::sha256(note);
  Day day{std::move(*manifest), base::to_hex(digest)};
  const auto [known, added] = days.try_emplace(day.manifest.day, day);
  if (!added && known->second.digest != day.digest)
    findings_.add(damage::fork, 0, -1, "two signed manifests of " + day.manifest.day + " differ");
}

void Evidence::take_export(std::string_view text, const std::string& source) {
  auto manifest = parse_export_manifest(text);
  if (manifest) {
    exports.push_back(std::move(*manifest));
  } else {
    findings_.add(damage::exported, 0, -1, source + ": " + manifest.error().detail);
  }
}

}  // namespace audit
