#include "cli/witness.hpp"

#include "app/instance_store.hpp"
#include "audit/sinks.hpp"

namespace cli {

base::Result<std::string> witness_of(Context& context, db::Connection& database) {
  const auto config = context.config();
  if (!config) return std::unexpected(config.error());
  const app::AuditConfig& audit = (*config)->audit;
  const auto names = audit::sink_names(app::host_name(), audit.checkpoint_file, audit.checkpoint_urls);
  const auto states = audit::sink_states(database, names);
  if (!states) return std::unexpected(states.error());
  return audit::text_of(audit::judge_witness(*states, audit::witness_overdue));
}

}  // namespace cli
