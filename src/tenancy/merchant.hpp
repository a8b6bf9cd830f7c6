// A merchant as every gateway holds it in memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace tenancy {

// The permission set "one code per item" (weixin-protocol, section 5.2).
inline constexpr int marketcode_permission_set = 46;

struct Merchant {
  int id = 0;
  std::string appid;
  std::string nick_name;
  std::string principal_name;
  std::optional<int> service_type;  // service_type_info.id; nothing: WeChat has not told yet
  bool mini_program = false;        // MiniProgramInfo was present
  std::optional<int> account_status;
  std::vector<int> permission_sets;
  bool authorized = false;
  int authorization_version = 1;  // up by one at each authorisation
  std::optional<base::WallTime> suspended_at;
  std::optional<base::WallTime> state_read_at;
  std::int64_t stamp = 0;

  bool holds_permission_set(int set) const;
  bool is_service_account() const { return service_type == 2 && !mini_program; }
};

// What WeChat says about a merchant (api_get_authorizer_info), in this room's words.
struct MerchantState {
  std::string nick_name;
  std::string principal_name;
  std::string user_name;
  std::optional<int> service_type;
  std::optional<int> verify_type;
  std::optional<int> account_status;
  bool mini_program = false;
  std::vector<int> permission_sets;
};

}  // namespace tenancy
