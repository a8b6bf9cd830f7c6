// The audit log as the rooms above see it.
#pragma once

#include <memory>
#include <string>

#include "audit/record.hpp"
#include "base/async.hpp"
#include "base/error.hpp"

namespace audit {

class Intent;  // a durable intent: knows its stream, its number and the head that it was made of

// Port of the writer, so that the query service can be tested without a database. Any loop. In all three
// Code::internal: the database refuses this content for good. Code::overloaded, of begin() and refuse(): the
// log works, and more waits for it than may.
class Log {
 public:
  virtual ~Log() = default;

  // Makes the intent durable. Code::audit_unavailable when that is not known by the deadline: then nothing
  // may be sent, and should the intent commit after all, the log closes it as `not_sent` by itself.
  virtual base::Awaitable<base::Result<std::shared_ptr<const Intent>>> begin(const QueryHead& head,
                                                                             base::Deadline deadline) = 0;
  // Makes the record of that intent durable. To be called exactly once for each intent.
  // Code::audit_unavailable when the deadline comes first; the record waits on and is written as soon as that
  // is possible.
  virtual base::Awaitable<base::Result<RecordId>> finish(std::shared_ptr<const Intent> intent, QueryTail tail,
                                                         base::Deadline deadline) = 0;
  // A record without an intent: nothing was or will be sent.
  virtual base::Awaitable<base::Result<RecordId>> refuse(const QueryHead& head, QueryTail tail,
                                                         base::Deadline deadline) = 0;
};

}  // namespace audit
