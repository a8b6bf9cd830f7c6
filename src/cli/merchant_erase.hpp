// merchant erase.
#pragma once

#include "cli/context.hpp"

namespace cli {

void add_erase(CLI::App& merchants, Context& context, Command& chosen);

}  // namespace cli
