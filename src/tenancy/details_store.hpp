// What is known of one merchant beside what every gateway holds in memory.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

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

// Throws what pqxx throws. Code::not_found for a merchant that does not exist.
base::Result<MerchantDetails> merchant_details(db::Transaction& transaction, int merchant);

}  // namespace tenancy
