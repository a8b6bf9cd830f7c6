// Days on their way out of the database: archived, detached, purged.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/leaving.hpp"
#include "audit/merkle.hpp"
#include "base/error.hpp"
#include "db/connection.hpp"
#include "db/transaction.hpp"

namespace audit {

// All days that have streams, oldest first. Either role.
base::Result<std::vector<DayState>> day_states(db::Connection& connection);
// One of them; of a day without streams only the name is set.
base::Result<DayState> day_state(db::Connection& connection, const std::string& day);
base::Result<DayState> day_state(db::Transaction& transaction, const std::string& day);
// Where its records are once it is detached, and where they were before; `day` has passed check_day().
std::string detached_table(std::string day);

struct Archive {
  std::string day;
  std::string file;  // name without folder
  std::int64_t bytes = 0;
  Hash sha256{};        // of the file
  Hash notes_sha256{};  // of the notes beside it
  std::int64_t records = 0;
};

// Nothing when the day is not archived.
base::Result<std::optional<Archive>> find_archive(db::Connection& connection, const std::string& day);

// From here on: owner role. Each writes its `admin` record in the transaction of the change.

// Code::conflict when the day was detached meanwhile.
base::Result<> record_archive(db::Connection& connection, const Hand& hand, const Archive& archive);
// Takes the day's records out of the log into a table of their own. Code::conflict says what stands in the
// way. What was interrupted is completed when it is called again.
base::Result<> detach_day(db::Connection& connection, const Hand& hand, const std::string& day, int min_days);
// The way back. Code::conflict when the day is not detached or was purged.
base::Result<> attach_day(db::Connection& connection, const Hand& hand, const std::string& day);

}  // namespace audit
