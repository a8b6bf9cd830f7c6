// What is known of one merchant beside what every gateway holds in memory.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "db/transaction.hpp"

namespace tenancy {

struct MerchantDetails {
  std::string user_name;  // gh_…
  std::optional<int> verify_type;
  std::optional<base::WallTime> authorized_at;
  std::optional<base::WallTime> unauthorized_at;
  base::WallTime created_at;
  std::string suspended_reason;
};

// One thing that was done or happened, as its line in the audit log tells.
struct MerchantEvent {
  base::WallTime time;
  std::string action;
  std::string details;  // a JSON object
};

// Both throw what pqxx throws. Code::not_found for a merchant that does not exist.
base::Result<MerchantDetails> merchant_details(db::Transaction& transaction, int merchant);
// The newest `count` lines of the kinds `authorization` and `admin` about the merchant, newest first. Reads
// through the merchant's records to find them: a transaction of its own.
std::vector<MerchantEvent> merchant_events(db::Transaction& transaction, int merchant, std::size_t count);

}  // namespace tenancy
