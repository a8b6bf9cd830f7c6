// Lets a request of the console in, or says why not.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/console/visitor.hpp"
#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "db/executor.hpp"
#include "http/router.hpp"
#include "staff/sessions.hpp"

namespace api {

using ConsoleHandler = std::function<base::Awaitable<http::Response>(const http::Request&, const Visitor&)>;

// A row of the console's table.
struct ConsoleRoute {
  http::Method method;
  std::string path;
  Permission permission;
  std::size_t body_limit;  // bytes
  ConsoleHandler handle;
};

class ConsoleGate {
 public:
  ConsoleGate(staff::Sessions& sessions, db::Executor& database, const base::Clock& clock)
      : sessions_(sessions), database_(database), clock_(clock) {}

  // The rows as the server knows them: each lets nobody past who may not. Outlived by this.
  std::vector<http::Route> guard(std::vector<ConsoleRoute> routes);

  // Code::login_required, csrf_token_invalid, password_change_required, permission_denied,
  // service_unavailable.
  base::Awaitable<base::Result<Visitor>> admit(const http::Request& request, Permission permission);

 private:
  staff::Sessions& sessions_;
  db::Executor& database_;
  const base::Clock& clock_;
};

}  // namespace api
