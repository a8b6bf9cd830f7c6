// What the commands share that hold days, archive them and let them go.
#pragma once

#include <vector>

#include "audit/leaving.hpp"
#include "audit/note.hpp"
#include "cli/context.hpp"

namespace cli {

// The OS user with what writing a record takes. Lives as long as the context.
base::Result<audit::Hand> hand_of(Context& context);

// The log's keys as the database knows them, oldest first, and the one of the configuration.
base::Result<std::vector<audit::Verifier>> trusted_keys(Context& context, db::Connection& database);

}  // namespace cli
