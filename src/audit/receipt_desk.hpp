// Receipts for whoever's records they are of.
#pragma once

#include <string>

#include "audit/record.hpp"
#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "db/executor.hpp"

namespace audit {

// Blocking: the bundle (FORMAT.md) of a record of that merchant. Code::not_found: there is none, or it is
// another's. Code::not_yet_covered: by a checkpoint.
base::Result<std::string> receipt_of(db::Connection& connection, RecordId id, int merchant);

// Any loop.
class ReceiptDesk {
 public:
  ReceiptDesk(db::Executor& database, const base::Clock& clock) : database_(database), clock_(clock) {}

  // As receipt_of(), within two seconds.
  base::Awaitable<base::Result<std::string>> receipt(RecordId id, int merchant);

 private:
  db::Executor& database_;
  const base::Clock& clock_;
};

}  // namespace audit
