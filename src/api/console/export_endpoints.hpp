// Exports of the log: begun, saved as a file, proved by notes.
#pragma once

#include <vector>

#include "api/console/console_gate.hpp"
#include "audit/export_desk.hpp"

namespace api {

// POST /api/v1/audit/exports; GET and DELETE …/{id}; GET …/{id}/records, …/manifest, …/checkpoints.
class ExportEndpoints {
 public:
  explicit ExportEndpoints(audit::ExportDesk& desk) : desk_(desk) {}

  std::vector<ConsoleRoute> routes();

 private:
  base::Awaitable<http::Response> begin(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> progress(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> cancel(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> records(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> manifest(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> checkpoints(const http::Request& request, const Visitor& visitor);

  audit::ExportDesk& desk_;
};

}  // namespace api
