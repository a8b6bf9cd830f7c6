// What the bench searches a filled log for.
#pragma once

#include <functional>
#include <vector>

#include <nlohmann/json.hpp>

#include "audit/filter.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "db/connection.hpp"

namespace bench {

// A record to look for.
struct Sample {
  base::WallTime time;
  nlohmann::json line;
  audit::RecordId id;
};

// Records of random moments of the last 29 days: what a search finds right before them. The same for the same
// log and count.
base::Result<std::vector<Sample>> samples(db::Connection& connection, int count);

struct Kind {
  const char* id;
  double goal;  // ms
  std::function<void(audit::Filter&, const Sample&)> fill;
};
const std::vector<Kind>& kinds();

// A member of a line that is a string; empty without it.
std::string text(const nlohmann::json& line, const char* member);

}  // namespace bench
