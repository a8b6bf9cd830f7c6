// The accounts of the console, for admins.
#pragma once

#include <vector>

#include "api/console/console_gate.hpp"
#include "staff/accounts.hpp"

namespace api {

// GET and POST /api/v1/staff; PATCH …/{name} (If-Match), DELETE …/{name}/password and …/{name}/totp: both are
// made anew.
class StaffEndpoints {
 public:
  StaffEndpoints(staff::Accounts& accounts, db::Executor& database, const base::Clock& clock)
      : accounts_(accounts), database_(database), clock_(clock) {}

  std::vector<ConsoleRoute> routes();

 private:
  base::Awaitable<http::Response> list(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> create(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> change(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> reset_password(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> reset_second_factor(const http::Request& request, const Visitor& visitor);

  template <class F>
  auto run(F work) {
    return database_.run(base::Deadline{clock_.steady() + std::chrono::seconds(10)}, std::move(work));
  }

  staff::Accounts& accounts_;
  db::Executor& database_;
  const base::Clock& clock_;
};

}  // namespace api
