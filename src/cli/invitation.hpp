// merchant invite, merchant invitations, merchant uninvite.
#pragma once

#include "cli/context.hpp"

namespace cli {

void add_invitations(CLI::App& merchants, Context& context, Command& chosen);

}  // namespace cli
