// The address that WeChat did not let in.
#pragma once

#include <string>
#include <string_view>

namespace weixin {

// The first address in the errmsg of 61004 or 40164 ("… requestIP: 1.2.3.4 rid: …", "invalid ip 1.2.3.4 …");
// empty when there is none.
std::string address_in(std::string_view errmsg);

}  // namespace weixin
