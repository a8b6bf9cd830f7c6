// platform doctor.
#pragma once

#include "cli/context.hpp"

namespace cli {

void add_doctor(CLI::App& platform, Context& context, Command& chosen);

}  // namespace cli
