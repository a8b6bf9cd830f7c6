// This process's row in gateway_instance: who is up, for people and for recovery.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "crypto/key_ring.hpp"
#include "db/connection.hpp"

namespace app {

base::Result<> register_instance(db::Connection& connection, const std::string& id, const std::string& host,
                                 const crypto::KeyRing& keys);
base::Result<> beat_instance(db::Connection& connection, const std::string& id);
base::Result<> end_instance(db::Connection& connection, const std::string& id);

struct LiveInstance {
  std::string id;
  std::string host;
  std::vector<std::uint32_t> master_keys;  // sorted
  std::uint32_t sealing_key = 0;           // 0: it does not tell
};
// Those that have not stopped and were heard of in the last minute.
base::Result<std::vector<LiveInstance>> live_instances(db::Connection& connection);

// Of this machine.
std::string host_name();

}  // namespace app
