// The accounts of the console, for admins.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/console/console_gate.hpp"
#include "platform/merchant_desk.hpp"

namespace api {

// What a body says of an account; what is not set stays as it is. Merchants are named there.
struct WantedAccount {
  std::optional<std::string> full_name;
  std::optional<std::string> role;
  std::optional<std::vector<std::string>> merchants;
  std::optional<std::string> first_day;
  std::optional<std::string> last_day;
  std::optional<std::string> ends_at;
  std::optional<bool> disabled;
};

// GET and POST /api/v1/staff; PATCH …/{name} (If-Match), DELETE …/{name}/password and …/{name}/totp: both are
// made anew.
class StaffEndpoints {
 public:
  StaffEndpoints(staff::StaffDesk& desk, platform::MerchantDesk& merchants)
      : desk_(desk), merchants_(merchants) {}

  std::vector<ConsoleRoute> routes();

 private:
  base::Awaitable<http::Response> list(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> create(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> change(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> reset_password(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> reset_second_factor(const http::Request& request, const Visitor& visitor);

  // The account as the body wants it.
  base::Awaitable<base::Result<staff::Account>> wanted(const WantedAccount& body, staff::Account account);

  staff::StaffDesk& desk_;
  platform::MerchantDesk& merchants_;
};

}  // namespace api
