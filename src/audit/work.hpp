// What waits for the next commit, and who waits for it.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "audit/stream.hpp"
#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"

namespace audit {

using IntentWaiter = base::Handoff<base::Result<std::shared_ptr<const Intent>>>;
using RecordWaiter = base::Handoff<base::Result<RecordId>>;

struct IntentRequest {
  std::shared_ptr<const Head> head;
  std::shared_ptr<IntentWaiter> waiter;
  std::shared_ptr<std::atomic<bool>> abandoned;  // the waiter gave up: drop it while it is not cut
  base::SteadyTime since;
};

struct RecordRequest {
  std::shared_ptr<const Entry> entry;
  std::shared_ptr<const Intent> intent;  // null: a record without one
  std::shared_ptr<RecordWaiter> waiter;  // null: nobody waits
  base::SteadyTime since;
};

struct Work {
  std::vector<IntentRequest> intents;
  std::vector<RecordRequest> records;

  std::size_t size() const { return intents.size() + records.size(); }
  bool empty() const { return size() == 0; }
};

// A record of the gateway itself (kind system).
RecordRequest system_record(const Event& event, const DayKey& key, base::Random& random);
// What a record of this query would begin with, had its intent been taken.
RecordRequest unsent_record(IntentRequest request);
// The record of an intent that committed after its query had been given up.
RecordRequest not_sent_record(const std::shared_ptr<const Intent>& intent);

}  // namespace audit
