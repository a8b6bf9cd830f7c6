// The log of the log: who searched, exported, verified or proved what.
#pragma once

#include <string>
#include <string_view>

#include "audit/outbox.hpp"

namespace audit {

// One reading of the log by a person.
struct Access {
  Actor actor;
  std::string action;          // "search", "export", "verify", "proof", "usage", …
  std::string details = "{}";  // a JSON object: what was asked for
  std::string reason;          // the person's own words, may be empty; at most 500 characters count
};

// Puts its `access` line into the outbox. Fails as audit::put does.
base::Result<> note_access(db::Transaction& transaction, const crypto::KeyRing& keys, base::Random& random,
                           base::WallTime now, const Access& access);

}  // namespace audit
