// Signed checkpoints in the database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/checkpoint.hpp"
#include "base/error.hpp"
#include "db/connection.hpp"

namespace audit {

struct SignedCheckpoint {
  Checkpoint checkpoint;
  std::string note;
};

enum class Stored {
  yes,
  older,     // a later one is there already
  conflict,  // another root for this size is there: this one is not stored
};

// One answer for each, in their order.
base::Result<std::vector<Stored>> store_checkpoints(db::Connection& connection,
                                                    const std::vector<SignedCheckpoint>& checkpoints);

// Sealed streams of days without a manifest whose end no checkpoint covers although they were sealed longer
// than `after_seconds` ago: their process died in between. At most ten, none of `except`.
base::Result<std::vector<std::int64_t>> unsigned_ends(db::Connection& connection, std::int64_t after_seconds,
                                                      const std::vector<std::int64_t>& except);

// A sealed stream read anew from its lines.
struct Reread {
  Tree tree;
  std::string damage;  // what does not fit its row or its newest checkpoint; empty: all does
};
base::Result<Reread> reread_sealed(db::Connection& connection, std::int64_t stream);

}  // namespace audit
