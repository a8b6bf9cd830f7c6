// How every merchant's tokens are, for commands.
#pragma once

#include "cli/context.hpp"
#include "cli/listing.hpp"
#include "db/transaction.hpp"

namespace cli {

// By merchant.id. Says on stderr which addresses WeChat refuses, if any: then no token can be had. Throws
// what pqxx throws.
TokenReports token_reports(Context& context, db::Transaction& transaction);

}  // namespace cli
