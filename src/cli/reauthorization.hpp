// Links for merchants that have to authorise again, as commands show them.
#pragma once

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "db/transaction.hpp"

namespace cli {

// By appid; empty where none can be made here: without platform.public_url, or with a token centre.
using ReauthorizationLinks = std::map<std::string, std::string>;
// Of these merchants; makes the invitations that there are not yet. Throws what pqxx throws.
base::Result<ReauthorizationLinks> reauthorization_links(Context& context, db::Transaction& transaction,
                                                         const std::vector<std::string>& appids);
// A table of them, after an empty line; nothing when there are none.
void print_links(std::ostream& out, const ReauthorizationLinks& links);

}  // namespace cli
