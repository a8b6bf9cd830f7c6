// What searches and histograms have in common. For this room's *_store.cpp files.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "audit/filter.hpp"
#include "audit/search_slices.hpp"
#include "db/transaction.hpp"

namespace audit {

// Settings of the transaction: no statement beyond `patience`, and no plan but by index, because the planner
// knows nothing of what the summaries will leave out.
void prepare_search(db::Transaction& transaction, std::chrono::milliseconds patience);

struct SearchDays {
  std::vector<DaySpan> days;      // with records in the filter's range, as far as that is known
  std::vector<std::string> away;  // detached ones of the same range
};

SearchDays search_days(db::Transaction& transaction, const Filter& filter);

}  // namespace audit
