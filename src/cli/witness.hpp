// Whether somebody outside has what the log signed, as a command sees it.
#pragma once

#include <string>

#include "cli/context.hpp"

namespace cli {

// audit::text_of of the deployment's state, by its configuration and the database.
base::Result<std::string> witness_of(Context& context, db::Connection& database);

}  // namespace cli
