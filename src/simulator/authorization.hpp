// A merchant's administrator on WeChat's authorisation page: what may be asked there, and what consent does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "simulator/courier.hpp"
#include "simulator/world.hpp"

namespace simulator {

// What the URL of the page says (weixin-protocol, section 3.3).
struct AuthorizationRequest {
  std::string component_appid;
  std::string pre_auth_code;
  std::string redirect_uri;
  std::uint64_t auth_type = 3;  // 1 no Mini Programs, 2 nothing else
  std::string biz_appid;        // the one account that may be chosen; empty: any that auth_type allows
  std::vector<int> categories;  // permission sets that are offered; empty: all
};
AuthorizationRequest read_authorization(std::string_view query);

// Why the page shows an error instead of a choice, in the page's words; nothing when all is well. `entry`:
// the host of the page that led here, as the browser told it; nothing where that does not count.
std::optional<std::string> refuse_authorization(World& world, const AuthorizationRequest& asked,
                                                const std::optional<std::string>& entry, base::WallTime now);
// The host of a URL without its port; empty when it is none.
std::string host_of_url(std::string_view url);

std::vector<const Merchant*> selectable_accounts(const World& world, const AuthorizationRequest& asked);
// Ids and names of the permission sets that are offered.
std::vector<std::pair<int, std::string_view>> offered_sets(const AuthorizationRequest& asked);

struct Consent {
  std::string redirect;  // where the browser goes; empty: nowhere
  std::vector<Push> before;
  std::vector<Push> after;
};
// Uses up the pre-auth code. Code::conflict for what the page would not take.
base::Result<Consent> give_consent(World& world, const AuthorizationRequest& asked, const std::string& appid,
                                   const std::vector<int>& sets, base::WallTime now);

// The merchant ends the authorisation; the push about it, if WeChat sends one.
std::optional<Push> end_authorization(World& world, Merchant& merchant, bool push, base::WallTime now);

}  // namespace simulator
