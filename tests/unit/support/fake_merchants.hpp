// A merchant in good standing, and WeChat's word about merchants as a test wants it.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "query/ports.hpp"
#include "tenancy/merchant.hpp"

namespace support {

inline tenancy::Merchant good_merchant() {
  tenancy::Merchant merchant;
  merchant.id = 7;
  merchant.appid = "wxf8b4f85f3a794e77";
  merchant.nick_name = "Demo";
  merchant.service_type = 2;
  merchant.permission_sets = {1, 46};
  merchant.authorized = true;
  merchant.authorization_version = 3;
  merchant.state_read_at = base::WallTime(std::chrono::seconds(1'700'000'000));
  return merchant;
}

// Gives `after_reading`, or the merchant as it was while that is null.
class FakeMerchants final : public query::MerchantSource {
 public:
  base::Awaitable<std::shared_ptr<const tenancy::Merchant>> reread(
      std::shared_ptr<const tenancy::Merchant> merchant, base::Deadline deadline) override {
    ++readings;
    deadlines.push_back(deadline);
    co_return after_reading ? after_reading : merchant;
  }

  void doubt(std::shared_ptr<const tenancy::Merchant> merchant) override {
    doubted.push_back(merchant->appid);
  }

  std::shared_ptr<const tenancy::Merchant> after_reading;
  int readings = 0;
  std::vector<base::Deadline> deadlines;
  std::vector<std::string> doubted;  // appids
};

}  // namespace support
