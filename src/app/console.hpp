// The console's listener: people log in here, and read and change what they may.
#pragma once

#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>

#include "api/console/audit_endpoints.hpp"
#include "api/console/console_gate.hpp"
#include "api/console/merchant_endpoints.hpp"
#include "api/console/session_endpoints.hpp"
#include "api/console/staff_endpoints.hpp"
#include "api/http_metrics.hpp"
#include "app/config.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/executor.hpp"
#include "http/server.hpp"
#include "http/tls.hpp"

namespace app {

// What it needs of the gateway around it; all of it must outlive the control loop's last coroutine.
struct ConsoleHouse {
  boost::asio::io_context& loop;  // the control loop
  const crypto::KeyRing& keys;
  const base::Clock& clock;
  base::Random& random;
  base::Metrics& metrics;
  base::Log& log;
};

// Lives on the control loop. Its work in the database has connections of its own: a log-in takes 100 ms and
// 64 MiB, a search seconds, and neither may stand in the way of a query's.
class Console {
 public:
  Console(const Config& config, const ConsoleHouse& house, std::shared_ptr<http::TlsServerContext> tls);

  http::Server& server() { return *server_; }

 private:
  std::vector<api::ConsoleRoute> routes();

  db::Executor database_;
  staff::StaffDesk staff_;
  audit::ReadingDesk log_;
  platform::MerchantDesk merchants_;
  api::ConsoleGate gate_;
  api::SessionEndpoints session_endpoints_;
  api::AuditEndpoints audit_endpoints_;
  api::MerchantEndpoints merchant_endpoints_;
  api::StaffEndpoints staff_endpoints_;
  http::Router router_;
  api::HttpMetrics http_metrics_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace app
