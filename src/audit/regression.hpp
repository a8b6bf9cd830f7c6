// Whether the log is shorter than what it once signed: after a restore from a backup or to a point in time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "audit/checkpoint_store.hpp"
#include "audit/note.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"

namespace audit {

// The newest checkpoint of each stream among the last notes of a file, in the order of the streams; only what
// `keys` signed, everything else is passed over. At most the last `most_bytes` are read. A file that is not
// there holds none; Code::io_failed when it cannot be read.
base::Result<std::vector<SignedCheckpoint>> newest_in_file(const std::string& path,
                                                           std::span<const Verifier> keys,
                                                           std::size_t most_bytes);

// A checkpoint that the database does not bear out.
struct Lost {
  SignedCheckpoint known;
  std::optional<std::int64_t> found;  // size of the stream; nothing: there is no such stream
};

// Which of them the database lacks: the stream is missing or shorter, or its checkpoint of that size is
// missing or has another root.
base::Result<std::vector<Lost>> find_lost(db::Connection& connection,
                                          const std::vector<SignedCheckpoint>& known);

// {"lost":[{"stream","known","found"?,"checkpoint"},…],"more":N}: a line has room for `most`.
std::string lost_details(std::span<const Lost> lost, std::size_t most);

// Writes the `system` record "log_regressed" about them by way of the outbox, unless all were declared
// before. Those that are open are damaged from now on: nobody recovers or signs them.
base::Result<> declare_lost(db::Connection& connection, const crypto::KeyRing& keys, base::Random& random,
                            base::WallTime now, const std::string& instance, std::span<const Lost> lost);

}  // namespace audit
