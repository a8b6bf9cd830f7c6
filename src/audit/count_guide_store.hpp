// How far back a page of records reaches, by the roll-ups. For this room's *_store.cpp files.
#pragma once

#include <cstddef>
#include <optional>

#include "audit/filter.hpp"
#include "base/clock.hpp"
#include "db/transaction.hpp"

namespace audit {

// What roll-ups know of a record: besides its time, the merchant, kind and outcome.
bool is_rolled_up(const Filter& filter);

// The beginning of the minute or hour from which on, up to `filter.to`, so many records of the filter's one
// merchant were counted. Nothing when the roll-ups do not tell or know of fewer. Only whole ones before
// `filter.to` are looked at, so that there may be more records than were counted and never fewer.
std::optional<base::WallTime> counted_back_to(db::Transaction& transaction, const Filter& filter,
                                              std::size_t wanted);

}  // namespace audit
