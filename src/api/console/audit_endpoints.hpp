// The log, for whoever may read it: within an auditor's bounds, and every reading on record.
#pragma once

#include <vector>

#include "api/console/console_gate.hpp"
#include "audit/filter.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"

namespace api {

// GET /api/v1/audit/records, …/records/{stream}/{seq}, …/histogram, …/usage.
class AuditEndpoints {
 public:
  AuditEndpoints(db::Executor& database, const crypto::KeyRing& keys, const base::Clock& clock,
                 base::Random& random)
      : database_(database), keys_(keys), clock_(clock), random_(random) {}

  std::vector<ConsoleRoute> routes();

 private:
  base::Awaitable<http::Response> search(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> record(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> histogram(const http::Request& request, const Visitor& visitor);
  base::Awaitable<http::Response> usage(const http::Request& request, const Visitor& visitor);

  // Notes the reading, then reads; both on a thread of the database's.
  template <class Read>
  auto reading(const Visitor& visitor, std::string action, std::string details, std::string reason,
               Read read);

  db::Executor& database_;
  const crypto::KeyRing& keys_;
  const base::Clock& clock_;
  base::Random& random_;
};

}  // namespace api
