// Days of a busy log in a database, as gateways would have left them: real lines, trees, tiles and roots.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "audit/line.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "crypto/random.hpp"
#include "db/connection.hpp"

namespace bench {

struct FillOptions {
  int days = 30;                         // today is the last of them and stays open
  std::int64_t records_a_day = 100'000;  // queries
  int merchants = 200;                   // their share falls as 1/n
};

// One day: streams of at most 2^20 records, sealed unless the day is today. Needs the owner's partition of
// the day.
base::Result<> fill_day(db::Connection& connection, const FillOptions& options, const std::string& day,
                        bool today);

}  // namespace bench
