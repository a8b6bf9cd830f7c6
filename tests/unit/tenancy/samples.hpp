// Merchants and keys for tests of this room.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/fake_random.hpp"
#include "tenancy/api_key.hpp"
#include "tenancy/merchant.hpp"

namespace samples {

inline tenancy::Merchant merchant(int id, std::int64_t stamp = 1) {
  tenancy::Merchant merchant;
  merchant.id = id;
  merchant.appid = "wx" + std::string(15, '0') + std::to_string(id);
  merchant.nick_name = "merchant " + std::to_string(id);
  merchant.service_type = 2;
  merchant.permission_sets = {1, tenancy::marketcode_permission_set};
  merchant.authorized = true;
  merchant.stamp = stamp;
  return merchant;
}

inline tenancy::ApiKey key(int id, int merchant, const tenancy::NewApiKey& made, std::int64_t stamp = 1) {
  tenancy::ApiKey key;
  key.id = id;
  key.key_id = made.key_id;
  key.merchant = merchant;
  key.name = "key " + std::to_string(id);
  key.hash = made.hash;
  key.rate = 10;
  key.burst = 3;
  key.created_by = "test";
  key.stamp = stamp;
  return key;
}

inline std::vector<base::Cidr> ranges(const std::vector<std::string_view>& texts) {
  std::vector<base::Cidr> ranges;
  for (const auto text : texts)
    ranges.push_back(base::Cidr::parse(text).value());
  return ranges;
}

}  // namespace samples
