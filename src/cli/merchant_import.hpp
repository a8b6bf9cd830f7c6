// merchant import.
#pragma once

#include "cli/context.hpp"

namespace cli {

void add_import(CLI::App& merchants, Context& context, Command& chosen);

}  // namespace cli
