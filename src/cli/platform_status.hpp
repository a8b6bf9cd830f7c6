// platform status.
#pragma once

#include <ostream>

#include "app/platform_status.hpp"
#include "cli/context.hpp"

namespace cli {

// A table for people, a JSON object for programs. Never a ticket or a token.
void print_status(std::ostream& out, const app::PlatformStatus& status, base::WallTime now, bool json);

void add_status(CLI::App& platform, Context& context, Command& chosen);

}  // namespace cli
