#pragma once

#include <vector>

#include "db/migrate.hpp"

namespace app {

// The migrations that this program was built with.
const std::vector<db::Migration>& migrations();

}  // namespace app
