// platform reconcile, platform rebuild.
#pragma once

#include <ostream>

#include "cli/context.hpp"
#include "platform/reconciler.hpp"

namespace cli {

void add_reconcile(CLI::App& platform, Context& context, Command& chosen);

void print_report(std::ostream& out, const platform::ReconcileReport& report, bool json);

}  // namespace cli
