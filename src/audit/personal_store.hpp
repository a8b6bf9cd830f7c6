// The end of personal values: a day's key is destroyed, and the plain client addresses go with it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"

namespace audit {

// Destroys the keys whose time is over by the database's clock, unless their days are held. Gives the days,
// oldest first, whose keys are destroyed and whose addresses are not yet known to be cleared.
base::Result<std::vector<std::string>> destroy_day_keys(db::Connection& connection, int keep_days);

// Records of a stream in which values under a day's key may stand.
struct Stretch {
  std::int64_t stream = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
};

// What has to be looked through for a day, in pieces of a short transaction each.
base::Result<std::vector<Stretch>> stretches_of(db::Connection& connection, const std::string& day);

// How many addresses were cleared. May be repeated.
base::Result<std::int64_t> clear_clients(db::Connection& connection, const std::string& day,
                                         const Stretch& stretch);

// Writes the record "day_key_destroyed" once all is cleared; how many records it tells of, nothing when
// another gateway has written it.
base::Result<std::optional<std::int64_t>> finish_clearing(db::Connection& connection, const std::string& day,
                                                          const std::string& instance,
                                                          const crypto::KeyRing& keys,
                                                          const base::Clock& clock, base::Random& random);

}  // namespace audit
