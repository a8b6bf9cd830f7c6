// Reading the log as a person: first it stands in the log that somebody asked.
#pragma once

#include <string>

#include "cli/context.hpp"

namespace cli {

// Writes the `access` line and gives the connection to read with. `details`: a JSON object.
base::Result<db::Connection*> asked(Context& context, const std::string& action, const std::string& details,
                                    const std::string& reason);

}  // namespace cli
