// Giving up a damaged stream, so that its day and those after it get their manifests.
#pragma once

#include <cstdint>
#include <string>

#include "audit/leaving.hpp"
#include "base/error.hpp"
#include "db/connection.hpp"

namespace audit {

struct GivenUp {
  std::string day;
  std::int64_t signed_size = 0;  // of its newest checkpoint, which stays proven; 0: nothing of it was signed
  std::int64_t size = 0;         // what the database says that it has
};

// The day's manifest will list the stream as damaged, as its newest checkpoint left it. Nothing of the stream
// changes. Leaves an `admin` record. Code::not_found for a stream that is not known, Code::conflict for one
// that is not damaged, or was given up already. One that was sealed an hour ago and that nobody signs to its
// end counts as damaged.
base::Result<GivenUp> give_up(db::Connection& connection, const Hand& hand, std::int64_t stream,
                              const std::string& reason);

}  // namespace audit
