// What the log signed, as people look at it: streams, daily manifests, notes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "db/executor.hpp"

namespace audit {

struct StreamView {
  std::int64_t id = 0;
  std::string day;
  std::string state;  // "open", "sealed", "damaged"
  std::int64_t size = 0;
  base::WallTime opened_at;
  std::optional<base::WallTime> sealed_at;
  std::string owner;  // the instance
  // Of the newest checkpoint; empty while there is none.
  std::int64_t signed_size = 0;
  std::optional<base::WallTime> signed_at;
  std::string root;  // 32 bytes
  std::string note;
};

struct CheckpointView {
  std::int64_t size = 0;
  base::WallTime made_at;
  std::string root;  // 32 bytes
  std::string note;
};

struct SignedStream {
  StreamView stream;
  std::vector<CheckpointView> checkpoints;
};

struct ManifestView {
  std::string day;
  std::string hash;  // SHA-256 of the note, 32 bytes
  std::string note;
};

struct NumberedNote {
  std::int64_t number = 0;
  std::string note;
};

// Blocking, for threads of a db::Executor. `day` is YYYY-MM-DD or empty: today (UTC). In order of opening.
base::Result<std::vector<StreamView>> streams_of(db::Connection& connection, std::string& day);
// Its checkpoints newest first, at most 100, below that size. Code::not_found: there is no such stream.
base::Result<SignedStream> signed_stream(db::Connection& connection, std::int64_t stream,
                                         std::int64_t before);
// Newest first, at most 100, of days before that one; empty: of all.
base::Result<std::vector<ManifestView>> manifests_before(db::Connection& connection, const std::string& day);
// In order, at most 200.
base::Result<std::vector<NumberedNote>> numbered_notes(db::Connection& connection, std::int64_t after);
// The first key, and the notes that lead to the later ones.
base::Result<std::vector<std::string>> key_chain(db::Connection& connection);

// For event loops. Reading what was signed is no reading of the log: it leaves no record.
class ChainDesk {
 public:
  ChainDesk(db::Executor& database, const base::Clock& clock) : database_(database), clock_(clock) {}

  struct Day {
    std::string day;
    std::vector<StreamView> streams;
  };
  base::Awaitable<base::Result<Day>> streams(std::string day);
  base::Awaitable<base::Result<SignedStream>> stream(std::int64_t stream, std::int64_t before);
  base::Awaitable<base::Result<std::vector<ManifestView>>> manifests(std::string before);
  struct Notes {
    std::vector<NumberedNote> notes;
    std::vector<std::string> keys;
  };
  base::Awaitable<base::Result<Notes>> notes(std::int64_t after);

 private:
  db::Executor& database_;
  const base::Clock& clock_;
};

}  // namespace audit
