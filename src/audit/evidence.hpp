// The keys that are trusted and the signed notes that lines are held against.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "audit/findings.hpp"
#include "audit/merkle.hpp"
#include "audit/note.hpp"
#include "audit/signed_manifest.hpp"

namespace audit {

class Evidence {
 public:
  // A signed root; whether lines were held against it by now.
  struct Signed {
    Hash root{};
    bool compared = false;
  };
  struct Day {
    DailyManifest manifest;
    std::string digest;  // SHA-256 of its note, hex
  };

  // `findings` must outlive it.
  explicit Evidence(Findings& findings) : findings_(findings) {}

  void trust(Verifier key) { keys_.push_back(std::move(key)); }
  // A key a line, '#' comments, then notes. Code::invalid_argument names the line.
  base::Result<> add_keys(std::string_view text, const std::string& source);
  // One note of any kind; `source` is told when it turns out to be wrong. A note by a key that is not trusted
  // (yet) waits for settle().
  void add_note(std::string_view note, const std::string& source);
  // Lets key changes extend the trust and judges what waited. To be called when all notes are in, and again
  // after later ones.
  void settle();

  // The lines will be held against it once more.
  void begin_again();

  const std::vector<Verifier>& keys() const { return keys_; }
  std::size_t waiting() const { return waiting_.size(); }

  std::map<std::int64_t, std::map<std::int64_t, Signed>> checkpoints;  // by stream and size
  std::map<std::string, Day> days;                                     // by YYYY-MM-DD
  std::vector<ExportManifest> exports;

 private:
  struct Waiting {
    std::string note;
    std::string source;
  };

  bool take(std::string_view note, const std::string& source);
  void take_checkpoint(std::string_view text, const std::string& source);
  void take_manifest(std::string_view note, std::string_view text, const std::string& source);
  void take_export(std::string_view text, const std::string& source);
  bool speaks_for(std::string_view log) const;
  bool extend_trust();
  void forget_torn(std::string_view note);

  Findings& findings_;
  std::vector<Verifier> keys_;
  std::map<std::string, std::string> successors_;  // of keys, by their text
  std::vector<Waiting> changes_;
  std::vector<Waiting> waiting_;
};

}  // namespace audit
