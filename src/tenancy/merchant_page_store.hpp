// Merchants in pages, for people who look through them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "db/transaction.hpp"
#include "tenancy/merchant.hpp"

namespace tenancy {

enum class MerchantCondition { ready, suspended, not_authorized, not_permitted };  // the last: kind or set 46

struct MerchantPageRequest {
  std::string search;  // in appid, name or company; empty: all
  std::optional<MerchantCondition> condition;
  std::string health;      // of the token, as tokens::name() says it; empty: any
  std::vector<int> scope;  // merchant.id; empty: all
  std::string after;       // appid; empty: from the first
  std::size_t limit = 50;
};

// By appid. Throws what pqxx throws.
std::vector<Merchant> page_of_merchants(db::Transaction& transaction, const MerchantPageRequest& request);

}  // namespace tenancy
