// Checks the log in a database: everything that is checked of an export, and what stands only there: columns,
// tiles, frontiers, sizes, roots.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "audit/evidence.hpp"
#include "audit/findings.hpp"
#include "audit/verifier.hpp"
#include "base/error.hpp"
#include "db/connection.hpp"

namespace audit {

struct DatabaseSelection {
  std::string day;          // of the streams' opening; empty: all
  std::int64_t stream = 0;  // 0: all
};

// Takes the notes of the database into the evidence, checkpoints of the selection only. `own_keys`: trusts
// the oldest key that the database knows, for want of one that came from outside.
base::Result<> load_evidence(db::Connection& connection, const DatabaseSelection& selection, bool own_keys,
                             Evidence& evidence, Findings& findings);

// Reads the streams, each as long as it is now, in chunks with short transactions of their own. To be called
// after load_evidence(). `told` learns now and then how many records were read.
base::Result<> verify_database(db::Connection& connection, const DatabaseSelection& selection,
                               LogVerifier& verifier, Findings& findings,
                               const std::function<void(std::int64_t)>& told);

}  // namespace audit
