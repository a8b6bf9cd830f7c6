// The permission sets of Official and Service Accounts (weixin-protocol, section 5.2) by name.
#pragma once

#include <string_view>

namespace tenancy {

// As WeChat's list calls it, in English; empty for a set that is not on it.
std::string_view permission_set_name(int set);

}  // namespace tenancy
