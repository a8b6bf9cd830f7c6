// The settings by which merchants come in.
#pragma once

#include "app/config.hpp"
#include "app/config_reader.hpp"

namespace app {

// platform.public_url, open_authorization, permission_sets; weixin.mp_url, open_url.
void read_authorization(ConfigReader& reader, Config& config);

}  // namespace app
