// Lets a request of the console in, or says why not.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/console/visitor.hpp"
#include "base/async.hpp"
#include "base/error.hpp"
#include "http/router.hpp"
#include "staff/program_desk.hpp"
#include "staff/staff_desk.hpp"

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

// A member of the endpoints, which outlive the table, as a row's handler.
template <class Endpoints>
ConsoleHandler handler(Endpoints* endpoints,
                       base::Awaitable<http::Response> (Endpoints::*method)(const http::Request&,
                                                                            const Visitor&)) {
  return [endpoints, method](const http::Request& request, const Visitor& visitor) {
    return (endpoints->*method)(request, visitor);
  };
}

class ConsoleGate {
 public:
  ConsoleGate(staff::StaffDesk& desk, staff::ProgramDesk& programs) : desk_(desk), programs_(programs) {}

  // The rows as the server knows them: each lets nobody past who may not, and a POST with an Idempotency-Key
  // is done once. Outlived by this.
  std::vector<http::Route> guard(std::vector<ConsoleRoute> routes);

  // Code::login_required, csrf_token_invalid, password_change_required, permission_denied,
  // service_unavailable.
  base::Awaitable<base::Result<Visitor>> admit(const http::Request& request, Permission permission);

 private:
  base::Awaitable<base::Result<Visitor>> program(const http::Request& request);
  base::Awaitable<base::Result<Visitor>> person(const http::Request& request);
  base::Awaitable<http::Response> once(const http::Request& request, const Visitor& visitor,
                                       const ConsoleRoute& route);

  staff::StaffDesk& desk_;
  staff::ProgramDesk& programs_;
};

}  // namespace api
