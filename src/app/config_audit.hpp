// The settings of the audit log.
#pragma once

#include "app/config.hpp"
#include "app/config_reader.hpp"

namespace app {

void read_audit(ConfigReader& reader, Config& config);

}  // namespace app
