// The settings of what the gateway tells and asks beside WeChat.
#pragma once

#include <string_view>

#include "app/config.hpp"
#include "app/config_reader.hpp"

namespace app {

// An address of this machine's own, or "localhost".
bool is_loopback(std::string_view host);

// A mistake unless it is https, or plain http that stays on this machine.
void check_url(ConfigReader& reader, std::string_view key, std::string_view text);

void read_outward(ConfigReader& reader, Config& config);

}  // namespace app
