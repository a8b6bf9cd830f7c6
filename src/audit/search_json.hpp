// What was found in the log, as JSON for programs.
#pragma once

#include <string>
#include <vector>

#include "audit/search.hpp"
#include "audit/usage.hpp"

namespace audit {

// {"id","time","line","client"}: the line is a string, byte for byte; the client's address stands there while
// it is kept.
std::string found_json(const Found& found);
// {"records":[…],"next","cut_short","away":[…]}
std::string page_json(const Page& page);
// {"bars":[{"start","merchant","kind","outcome","count"},…]}
std::string bars_json(const std::vector<Bar>& bars);
// {"month","time_zone","usage":[{"merchant","outcome","count","proven"},…],"manifests":[{"day","sha256"},…],
//  "open_days":[…]}
std::string usage_json(const std::string& month, const Usage& usage);

// A merchant's queries of one outcome in a month.
struct UsageLine {
  std::string merchant;
  Outcome outcome;
  std::int64_t proven = 0;  // by manifests
  std::int64_t open = 0;    // of days without one
};
// By merchant and outcome.
std::vector<UsageLine> lines_of(const Usage& usage);

}  // namespace audit
