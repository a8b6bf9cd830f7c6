// Streams in PostgreSQL: ownership is a row, not a lock (design, section 8).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audit/day_keys.hpp"
#include "audit/stream.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"

namespace audit {

// A line of another process that waits in audit_outbox.
struct Waiting {
  std::int64_t id = 0;
  Draft draft;
};

struct SealedStream {
  std::int64_t id = 0;
  std::int64_t size = 0;
  std::string root;  // 32 bytes
};

struct OpenStream {
  std::int64_t id = 0;
  std::string checkpoint;  // the newest note, empty: none yet
};

// What a stream's first record lists.
struct Opening {
  std::string day;
  std::vector<SealedStream> sealed;
  std::vector<OpenStream> open;
  DayKey day_key;
};

// What became of a commit in doubt.
struct Fate {
  bool committed = false;
  bool taken_over = false;  // the first cut's stream belongs to somebody else by now
  int epoch = 0;            // of that stream from now on, while it is ours
};

// What append() tells besides its success.
struct Appended {
  std::string today;        // UTC day by the database's clock
  std::int64_t fenced = 0;  // with Code::fenced: the stream that is no longer ours
};

// Port, so that the writer's decisions can be tested without a database. Blocking. Failures:
//   Code::fenced                the row is no longer ours: commit nothing, open a new stream
//   Code::database_in_doubt     the commit may have happened: resolve() tells
//   Code::database_refused      the content is refused (SQLSTATE class 22 or 23)
//   Code::conflict              an outbox line was taken by somebody else: cut again without it
//   Code::database_unavailable and the rest: nothing was committed
class StreamStore {
 public:
  virtual ~StreamStore() = default;

  // Inserts stream `id`, writes what `first_cut` makes of the opening, and marks the listed streams.
  virtual base::Result<Cut> open(std::int64_t id, const std::function<Cut(const Opening&)>& first_cut) = 0;
  // Lines that wait, oldest first.
  virtual base::Result<std::vector<Waiting>> peek_outbox(std::size_t limit) = 0;
  // Writes the cuts, removes the outbox lines that are in them, in one transaction that begins with the
  // streams' rows.
  virtual base::Result<> append(const std::vector<Cut>& cuts, const std::vector<std::int64_t>& outbox,
                                Appended& report) = 0;
  // On a fresh connection, bounded: what became of a commit in doubt. One that did not take place can no
  // longer do so: the epoch of the first cut's stream is raised. May be asked again when its own commit was
  // in doubt.
  virtual base::Result<Fate> resolve(const std::vector<Cut>& cuts) = 0;
  virtual base::Result<> seal(const Stream& stream) = 0;
  // Who took a stream over, for the record of an answer that came after that.
  virtual base::Result<std::string> new_owner(std::int64_t stream) = 0;
  // Day key of today, partitions of the next days.
  virtual base::Result<DayKey> maintain() = 0;
};

// The real one. Owns one connection, made when needed and replaced when broken; used by one thread.
std::unique_ptr<StreamStore> make_stream_store(db::ConnectOptions connect, std::string owner,
                                               const crypto::KeyRing& keys, base::Random& random);

}  // namespace audit
