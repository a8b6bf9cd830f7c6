#include "platform/reread_rules.hpp"

namespace platform {

bool is_reread_due(const tenancy::Merchant& merchant, base::WallTime now, const RereadRules& rules) {
  if (!merchant.service_type || !merchant.state_read_at) return true;
  return now - *merchant.state_read_at >= rules.every;
}

bool RereadPauses::over(int merchant, base::SteadyTime now) const {
  const auto found = until_.find(merchant);
  return found == until_.end() || now >= found->second;
}

void RereadPauses::set(int merchant, base::SteadyTime until) { until_[merchant] = until; }

}  // namespace platform
