// Logging in and out, and what people do with their own account.
#pragma once

#include <vector>

#include "api/console/console_gate.hpp"
#include "staff/own_account.hpp"

namespace api {

// POST, GET, DELETE /api/v1/session; GET /api/v1/me/sessions, DELETE /api/v1/me/sessions and …/{id};
// PUT /api/v1/me/password; POST /api/v1/me/totp, PUT and DELETE the same.
class SessionEndpoints {
 public:
  SessionEndpoints(staff::Sessions& sessions, staff::OwnAccount& own, db::Executor& database,
                   const base::Clock& clock)
      : sessions_(sessions), own_(own), database_(database), clock_(clock) {}

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

  template <class F>
  auto run(F work) {
    return database_.run(base::Deadline{clock_.steady() + std::chrono::seconds(10)}, std::move(work));
  }

  staff::Sessions& sessions_;
  staff::OwnAccount& own_;
  db::Executor& database_;
  const base::Clock& clock_;
};

}  // namespace api
