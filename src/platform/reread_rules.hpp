// When a merchant's state may be read from WeChat again. No I/O.
#pragma once

#include <unordered_map>

#include "base/clock.hpp"
#include "tenancy/merchant.hpp"

namespace platform {

struct RereadRules {
  base::Micros every{std::chrono::minutes(5)};   // at most, a merchant
  base::Micros retry{std::chrono::seconds(10)};  // after a failure, or when WeChat does not tell the kind
};

// By what all gateways know: whether the last reading is old enough, or told nothing of the kind.
bool is_reread_due(const tenancy::Merchant& merchant, base::WallTime now, const RereadRules& rules);

// By what this process tried itself. Not thread-safe.
class RereadPauses {
 public:
  bool over(int merchant, base::SteadyTime now) const;
  void set(int merchant, base::SteadyTime until);

 private:
  std::unordered_map<int, base::SteadyTime> until_;
};

}  // namespace platform
