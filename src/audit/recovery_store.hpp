// Closing the stream of a process that died or lost its database for long.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/merkle.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"

namespace audit {

// A full stream of 2^20 records is read and hashed in one go.
inline constexpr std::chrono::minutes longest_recovery{2};

struct RecoveryOptions {
  std::string instance;                           // who recovers, for the record
  std::chrono::milliseconds stale_after{30'000};  // by the database's clock; above every query deadline
};

struct Recovered {
  std::int64_t stream = 0;
  std::string owner;         // whose it was
  std::int64_t unknown = 0;  // intents without a record, written as `unknown`
  bool damaged = false;      // the tree does not fit its lines or its checkpoint: left as it is, never sealed
  std::string what;          // of the damage
  Tree tree;                 // as it was sealed, unless damaged
};

// An open stream without a sign of life, as one look found it.
struct Silent {
  std::int64_t stream = 0;
  std::int64_t heartbeat = 0;  // µs
  bool operator==(const Silent&) const = default;
};

// The open streams whose heartbeat is older than stale_after, longest silent first; none while the server
// itself has not been up that long.
base::Result<std::vector<Silent>> silent_streams(db::Connection& connection, const RecoveryOptions& options);

// Takes a stream that is still as silent as it was found, and does everything in one transaction: raises the
// epoch, rebuilds the tree from the lines and holds it against the stored frontier and the newest checkpoint,
// writes `unknown` for every intent without a record, seals. Nothing when its owner has shown itself or
// another process is at it.
base::Result<std::optional<Recovered>> recover_one(db::Connection& connection, const RecoveryOptions& options,
                                                   const Silent& silent, const crypto::KeyRing& keys,
                                                   const base::Clock& clock, base::Random& random);

// Drops the intents of a sealed stream that had too many to be dropped when it was sealed, while queries
// waited. False when there is none.
base::Result<bool> drop_intents(db::Connection& connection);

// For a silent stream that somebody else holds: ends the sessions that have kept it locked while they waited
// for their own client longer than stale_after. A gateway that froze in the middle of a COPY would keep it
// for ever: no time limit of the server counts there. Returns how many it ended.
base::Result<int> end_stuck_holders(db::Connection& connection, const RecoveryOptions& options,
                                    const Silent& silent);

}  // namespace audit
