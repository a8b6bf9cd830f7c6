// Invitations: the links by which merchants come in.
#pragma once

#include <vector>

#include "api/console/console_gate.hpp"
#include "platform/invitation_desk.hpp"

namespace api {

// GET and POST /api/v1/invitations, DELETE …/{id}.
class InvitationEndpoints {
 public:
  InvitationEndpoints(platform::InvitationDesk& desk, const base::Clock& clock)
      : desk_(desk), clock_(clock) {}

  std::vector<ConsoleRoute> routes();

 private:
  base::Awaitable<http::Response> list(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> invite(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> revoke(const http::Request& request, const Visitor& visitor);

  platform::InvitationDesk& desk_;
  const base::Clock& clock_;
};

}  // namespace api
