// One's own access tokens, for programs.
#pragma once

#include <vector>

#include "api/console/console_gate.hpp"
#include "staff/program_desk.hpp"

namespace api {

// GET and POST /api/v1/me/tokens, DELETE …/{id}.
class TokenEndpoints {
 public:
  explicit TokenEndpoints(staff::ProgramDesk& desk) : desk_(desk) {}

  std::vector<ConsoleRoute> routes();

 private:
  base::Awaitable<http::Response> list(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> create(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> revoke(const http::Request& request, const Visitor& visitor);

  staff::ProgramDesk& desk_;
};

}  // namespace api
