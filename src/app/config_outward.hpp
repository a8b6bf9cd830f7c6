// The settings of what the gateway tells and asks beside WeChat.
#pragma once

#include <string_view>

#include "app/config.hpp"
#include "app/config_reader.hpp"

namespace app {

// An address of this machine's own, or "localhost".
bool is_loopback(std::string_view host);

void read_outward(ConfigReader& reader, Config& config);

}  // namespace app
