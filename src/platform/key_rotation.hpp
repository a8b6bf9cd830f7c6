// Master keys in use: which envelopes need which, and how all of them come under the current one.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"
#include "platform/administration.hpp"
#include "platform/envelope_store.hpp"

namespace platform {

// Code::config_invalid when envelopes need a master key that is not among the keys: one line that names it.
base::Result<> check_keys(const EnvelopeCounts& counts, const crypto::KeyRing& keys);
// How many envelopes another key than the current one has sealed.
std::int64_t left_to_rotate(const EnvelopeCounts& counts, std::uint32_t current);

struct Rotation {
  EnvelopeCounts before;
  EnvelopeCounts after;
  std::int64_t resealed = 0;
  std::int64_t unopened = 0;  // sealed under a key that we have, and yet none opens them
};

// How far a column is: its name, and how many of its envelopes are through.
using RotationProgress = std::function<void(std::string_view column, std::int64_t resealed)>;

// Seals everything under the current key, in small transactions, while gateways go on. What it did stays when
// it is killed: run again, it does the rest. Two `admin` lines tell its beginning and its end; none when
// nothing is left to do. What a gateway seals under an old key meanwhile is taken up to three times, then
// left.
base::Result<Rotation> rotate_master_keys(db::Connection& connection, const Actor& actor,
                                          const crypto::KeyRing& keys, const base::Clock& clock,
                                          base::Random& random, const RotationProgress& progress);

}  // namespace platform
