// Lines of other kinds than `query`, written in the transaction of the change that they tell of.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "audit/record.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/transaction.hpp"

namespace audit {

// Who acts: the OS user of a command, or a person of the staff.
struct Actor {
  std::string kind;  // "command" or "staff"
  std::string name;
};

// One thing that was done. `details` is a JSON object without secrets ("{}" when there is nothing to say).
struct Event {
  Kind kind = Kind::admin;
  base::WallTime time;
  std::string actor_kind;  // "command", "staff", "gateway", "merchant"
  std::string actor;       // name of the OS user, the account, the instance: encrypted where it is a person's
  std::string action;      // "merchant_suspended", "key_created", …
  int merchant = 0;        // merchant.id, 0: none
  std::string merchant_appid;
  std::optional<int> api_key;
  std::string details = "{}";
};

// Puts the event's line into audit_outbox; a running writer moves it into its stream. Throws what pqxx
// throws; Code::crypto_failed when the day's key does not open.
base::Result<> put(db::Transaction& transaction, const crypto::KeyRing& keys, base::Random& random,
                   const Event& event);

}  // namespace audit
