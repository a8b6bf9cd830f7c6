// The family `audit`: each of its commands has a file of its own.
#include <CLI/CLI.hpp>

#include "cli/context.hpp"

namespace cli {

void add_audit_commands(CLI::App& app, Context& context, Command& chosen) {
  CLI::App* audit = app.add_subcommand("audit", "The audit log: keys, proofs, search, export, verification");
  audit->require_subcommand(1);
  audit->fallthrough();
  add_audit_key(*audit, context, chosen);
  add_audit_search(*audit, context, chosen);
  add_audit_usage(*audit, context, chosen);
  add_audit_export(*audit, context, chosen);
  add_audit_verify(*audit, context, chosen);
  add_audit_proof(*audit, context, chosen);
  add_audit_archive(*audit, context, chosen);
  add_audit_hold(*audit, context, chosen);
  add_audit_purge(*audit, context, chosen);
  add_audit_give_up(*audit, context, chosen);
}

}  // namespace cli
