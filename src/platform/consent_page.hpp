// The addresses of the pages at WeChat where a merchant consents (weixin-protocol, section 3.3).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"

namespace platform {

enum class Device : std::uint8_t {
  computer,  // a page with a QR code to be scanned by the account's administrator
  phone,     // a page for WeChat's own browser
};

struct ConsentPages {
  std::string component_appid;
  std::string public_url;  // where WeChat sends the browser back to
  std::string mp_url;
  std::string open_url;
  std::vector<int> permission_sets;
};

// `biz_appid`: the one account that may consent; empty: any Official or Service Account. Holds the pre-auth
// code, which is good for one consent.
std::string consent_page(const ConsentPages& pages, Device device, const base::Secret& pre_auth_code,
                         std::string_view state, std::string_view biz_appid);

}  // namespace platform
