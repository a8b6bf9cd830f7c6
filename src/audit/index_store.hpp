// What search needs beside the log, made from it afterwards so that no query waits for it: roll-ups, the
// spans of days, summaries of full ranges, and the B-trees of days that are over.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "db/connection.hpp"

namespace audit {

// Counts the next records of one stream, at most `most`; how many, 0 when nothing is left to count or another
// process counts just now.
base::Result<std::int64_t> count_more(db::Connection& connection, std::int64_t most);

// Days whose full ranges of pages may not be summarized yet.
base::Result<std::vector<std::string>> days_to_summarize(db::Connection& connection);
// How many ranges were summarized.
base::Result<int> summarize_day(db::Connection& connection, const std::string& day);

// The oldest day that is over, sealed, and has no B-trees yet.
base::Result<std::optional<std::string>> day_to_index(db::Connection& connection);
// Builds one of them, about 2 s a million records. False when there is nothing to do any more.
base::Result<bool> index_more(db::Connection& connection, const std::string& day);

}  // namespace audit
