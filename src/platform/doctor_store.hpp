// What the database knows that `platform doctor` judges.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "db/connection.hpp"

namespace platform {

struct DoctorFacts {
  base::WallTime database_time;
  std::optional<base::WallTime> ticket_received_at;
  std::vector<std::string> refused_addresses;  // in the last quarter of an hour

  // Merchants that authorise the platform, and those of them that …
  std::size_t authorized = 0;
  std::size_t without_set = 0;   // did not grant permission set 46
  std::size_t wrong_kind = 0;    // are no Service Accounts
  std::size_t unknown_kind = 0;  // may be any kind
  std::size_t lost = 0;          // have to authorise again
  std::size_t failing = 0;       // have a token that cannot be refreshed for now
};

base::Result<DoctorFacts> read_doctor_facts(db::Connection& connection);

}  // namespace platform
