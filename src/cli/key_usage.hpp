// What each master key is needed for, as `keys status` and `keys rotate` tell it.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "app/instance_store.hpp"
#include "crypto/key_ring.hpp"
#include "platform/envelope_store.hpp"

namespace cli {

struct KeyUsage {
  std::uint32_t id = 0;
  std::int64_t envelopes = 0;
  std::string state;  // "current", "needed", "sealing", "unused", "missing"
};

// One for each key that the ring holds or that envelopes need, in the order of their numbers.
std::vector<KeyUsage> key_usage(const crypto::KeyRing& keys, const platform::EnvelopeCounts& counts,
                                const std::vector<app::LiveInstance>& gateways);

void print_key_usage(std::ostream& out, const std::vector<KeyUsage>& usage, bool json);

}  // namespace cli
