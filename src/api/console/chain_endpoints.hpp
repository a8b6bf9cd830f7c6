// What the log signed: streams, daily manifests, notes.
#pragma once

#include <vector>

#include "api/console/console_gate.hpp"
#include "audit/chain.hpp"

namespace api {

// GET /api/v1/audit/streams, …/streams/{stream}, …/manifests, …/notes.
class ChainEndpoints {
 public:
  explicit ChainEndpoints(audit::ChainDesk& desk) : desk_(desk) {}

  std::vector<ConsoleRoute> routes();

 private:
  base::Awaitable<http::Response> streams(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> stream(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> manifests(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> notes(const http::Request& request, const Visitor& visitor);

  audit::ChainDesk& desk_;
};

}  // namespace api
