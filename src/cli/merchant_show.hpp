// merchant show.
#pragma once

#include "cli/context.hpp"

namespace cli {

void add_show(CLI::App& merchants, Context& context, Command& chosen);

}  // namespace cli
