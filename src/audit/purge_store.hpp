// Purging: records of detached days are dropped once two named people want it and the archive is at hand.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audit/leaving.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "db/connection.hpp"

namespace audit {

struct PurgeRequest {
  int id = 0;
  std::vector<std::string> days;
  std::string reason;
  base::WallTime requested_at;
  std::string requested_by;
  std::optional<base::WallTime> approved_at;
  std::string approved_by;
  std::optional<base::WallTime> finished_at;
  bool expired = false;  // a week after it was made
};

// "requested", "approved", "finished" or "expired".
std::string_view state_of(const PurgeRequest& request);
// Why this person cannot approve it, or why it cannot be run; nothing when it can.
std::optional<std::string> obstacle_to_approval(const PurgeRequest& request, std::string_view by);
std::optional<std::string> obstacle_to_run(const PurgeRequest& request);

// Code::conflict names a day that cannot be purged and says why.
base::Result<PurgeRequest> request_purge(db::Connection& connection, const Hand& hand,
                                         const std::vector<std::string>& days, const std::string& reason,
                                         int min_days);
// By somebody else than who requested it. Code::conflict otherwise, Code::not_found.
base::Result<PurgeRequest> approve_purge(db::Connection& connection, const Hand& hand, int id);
base::Result<PurgeRequest> find_purge(db::Connection& connection, int id);
// Newest first.
base::Result<std::vector<PurgeRequest>> list_purges(db::Connection& connection);

// Owner role. Drops a day of the request, whose archive the caller has just verified. Everything is judged
// anew, with holds locked out. Code::conflict says what stands in the way.
base::Result<> drop_day(db::Connection& connection, const Hand& hand, int request, const std::string& day,
                        int min_days);
// All its days are dropped.
base::Result<> finish_purge(db::Connection& connection, const Hand& hand, int request);

}  // namespace audit
