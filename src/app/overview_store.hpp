// What the console's overview asks the database for.
#pragma once

#include <vector>

#include "api/console/overview_endpoints.hpp"
#include "db/connection.hpp"

namespace app {

// Those that have not stopped and were heard of in the last minute.
base::Result<std::vector<api::InstanceFacts>> instance_facts(db::Connection& connection);

// What needs a person: merchants whose tokens fail or are lost, damaged streams of the last week, open
// invitations that end within a day. At most 50 of each.
base::Result<std::vector<api::Task>> tasks_for_people(db::Connection& connection);

}  // namespace app
