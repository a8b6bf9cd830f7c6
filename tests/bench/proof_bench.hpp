// How long proofs from the longest stream of a filled log take.
#pragma once

#include <vector>

#include "base/error.hpp"
#include "db/connection.hpp"
#include "search_bench.hpp"

namespace bench {

// p99 of `rounds` proofs of each kind, of random records and sizes, each in a transaction of its own and
// checked.
base::Result<std::vector<Figure>> measure_proofs(db::Connection& connection, int rounds);

}  // namespace bench
