// Logging in and out, and what people do with their own account.
#pragma once

#include <vector>

#include "api/console/console_gate.hpp"

namespace api {

// POST, GET, DELETE /api/v1/session; GET /api/v1/me/sessions, DELETE /api/v1/me/sessions and …/{id};
// PUT /api/v1/me/password; POST /api/v1/me/totp, PUT and DELETE the same.
class SessionEndpoints {
 public:
  explicit SessionEndpoints(staff::StaffDesk& desk) : desk_(desk) {}

  std::vector<ConsoleRoute> routes();

 private:
  base::Awaitable<http::Response> log_in(const http::Request& request);
  base::Awaitable<http::Response> show(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> log_out(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> list(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> end(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> end_others(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> change_password(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> begin_totp(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> confirm_totp(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> remove_totp(const http::Request& request, const Visitor& visitor);

  staff::StaffDesk& desk_;
};

}  // namespace api
