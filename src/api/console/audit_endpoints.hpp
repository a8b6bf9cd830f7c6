// The log, for whoever may read it: within an auditor's bounds, and every reading on record.
#pragma once

#include <vector>

#include "api/console/console_gate.hpp"
#include "audit/reading_desk.hpp"

namespace api {

// GET /api/v1/audit/records, …/records/{stream}/{seq}, …/consistency/{stream}, …/histogram, …/usage.
class AuditEndpoints {
 public:
  explicit AuditEndpoints(audit::ReadingDesk& desk) : desk_(desk) {}

  std::vector<ConsoleRoute> routes();

 private:
  base::Awaitable<http::Response> search(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> record(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> consistency(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> histogram(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> usage(const http::Request& request, const Visitor& visitor);

  audit::ReadingDesk& desk_;
};

}  // namespace api
