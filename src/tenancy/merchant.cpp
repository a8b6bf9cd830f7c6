#include "tenancy/merchant.hpp"

#include <algorithm>

namespace tenancy {

bool Merchant::holds_permission_set(int set) const {
  return std::ranges::find(permission_sets, set) != permission_sets.end();
}

}  // namespace tenancy
