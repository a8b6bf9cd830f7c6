// Looks for what goes wrong in practice, and says what to do: `platform doctor`.
#pragma once

#include <string>
#include <vector>

#include "app/config.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "platform/doctor_rules.hpp"

namespace app {

// In order: database, clocks, ticket, component token, egress address, merchants, and with a public URL the
// callback, what WeChat says of it, and the domain of the authorisation page. Makes real calls to WeChat;
// blocks for at most about a minute.
std::vector<platform::DoctorFinding> examine(const Config& config, const crypto::KeyRing& keys,
                                             const std::string& public_url, const base::Clock& clock,
                                             base::Random& random);

}  // namespace app
