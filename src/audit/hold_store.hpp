// Holds: days whose records and personal values stay whatever their age.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audit/leaving.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "db/connection.hpp"

namespace audit {

struct Hold {
  int id = 0;
  std::string first_day;
  std::string last_day;
  std::string reason;
  base::WallTime created_at;
  std::string created_by;
  std::optional<base::WallTime> released_at;
  std::string released_by;
};

// Both days are held. Waits for a detaching, a purge or a key's destruction that runs: what it has done is
// done. Code::invalid_argument for days in the wrong order.
base::Result<Hold> add_hold(db::Connection& connection, const Hand& hand, const std::string& first_day,
                            const std::string& last_day, const std::string& reason);
// Code::not_found, or Code::conflict for one that is released.
base::Result<Hold> release_hold(db::Connection& connection, const Hand& hand, int id,
                                const std::string& reason);
// Newest first.
base::Result<std::vector<Hold>> list_holds(db::Connection& connection);

}  // namespace audit
