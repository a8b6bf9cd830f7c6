// Which settings a running gateway takes over (SIGHUP), and which need a restart.
#pragma once

#include <string>
#include <vector>

#include "app/config.hpp"

namespace app {

// Pure. The keys whose values differ and that only a start can change, in their alphabetical order.
std::vector<std::string> needing_restart(const Config& running, const Config& next);

// Pure. `running` with what can be taken over from `next`.
Config merged(Config running, const Config& next);

}  // namespace app
