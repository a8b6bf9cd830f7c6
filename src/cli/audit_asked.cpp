#include "cli/audit_asked.hpp"

#include "audit/access.hpp"
#include "db/transaction.hpp"

namespace cli {

base::Result<db::Connection*> asked(Context& context, const std::string& action, const std::string& details,
                                    const std::string& reason) {
  const auto keys = context.keys();
  if (!keys) return std::unexpected(keys.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto noted = db::in_transaction(**database, [&](db::Transaction& transaction) {
    return audit::note_access(transaction, **keys, context.random(), context.clock().wall(),
                              {context.actor(), action, details, reason});
  });
  if (!noted) return std::unexpected(noted.error());
  return *database;
}

}  // namespace cli
