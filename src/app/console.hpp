// The console's listener: people log in here, and read and change what they may.
#pragma once

#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>

#include "api/console/audit_endpoints.hpp"
#include "api/console/chain_endpoints.hpp"
#include "api/console/console_gate.hpp"
#include "api/console/export_endpoints.hpp"
#include "api/console/invitation_endpoints.hpp"
#include "api/console/merchant_endpoints.hpp"
#include "api/console/overview_endpoints.hpp"
#include "api/console/query_endpoints.hpp"
#include "api/console/session_endpoints.hpp"
#include "api/console/site.hpp"
#include "api/console/staff_endpoints.hpp"
#include "api/console/token_endpoints.hpp"
#include "api/http_metrics.hpp"
#include "app/config.hpp"
#include "app/notary.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "db/executor.hpp"
#include "http/server.hpp"
#include "http/tls.hpp"
#include "query/telemetry.hpp"
#include "query/upstream.hpp"
#include "tenancy/directory.hpp"
#include "weixin/api.hpp"

namespace app {

// What it needs of the gateway around it; all of it must outlive the control loop's last coroutine.
struct ConsoleHouse {
  boost::asio::io_context& loop;  // the control loop
  const std::string& instance;
  const crypto::KeyRing& keys;
  const Notary& notary;
  const tenancy::Directory& directory;
  // The way of a query, for those that people try.
  audit::Log& records;
  query::InFlight& places;
  query::RefusalTally& tally;
  query::TokenSource& tokens;
  query::MerchantSource& merchants;
  weixin::Api& weixin;
  std::function<api::HouseFacts()> facts;
  const base::Clock& clock;
  base::Random& random;
  base::Metrics& metrics;
  base::Log& log;
};

// Lives on the control loop. Its work in the database has connections of its own: a log-in takes 100 ms and
// 64 MiB, a search seconds, and neither may stand in the way of a query's.
class Console {
 public:
  // `site`: null without the web console's files.
  Console(const Config& config, const ConsoleHouse& house, std::shared_ptr<http::TlsServerContext> tls,
          const api::Site* site);

  http::Server& server() { return *server_; }
  // Of queries that begin from now on. On the loop.
  void set_limits(const query::Limits& limits) { service_.set_limits(limits); }

 private:
  std::vector<http::Route> routes(const api::Site* site);
  api::OverviewSources overview_sources(const Config& config, const ConsoleHouse& house);

  const base::Clock& clock_;
  db::Executor database_;
  staff::StaffDesk staff_;
  staff::ProgramDesk programs_;
  audit::ReadingDesk log_;
  audit::ChainDesk chain_;
  audit::ExportDesk exports_;
  platform::MerchantDesk merchants_;
  platform::InvitationDesk invitations_;
  query::WeixinCodeActiveQuery query_;
  query::Telemetry telemetry_;
  query::Service service_;
  api::ConsoleGate gate_;
  api::SessionEndpoints session_endpoints_;
  api::TokenEndpoints token_endpoints_;
  api::OverviewEndpoints overview_endpoints_;
  api::MerchantEndpoints merchant_endpoints_;
  api::InvitationEndpoints invitation_endpoints_;
  api::QueryEndpoints query_endpoints_;
  api::AuditEndpoints audit_endpoints_;
  api::ChainEndpoints chain_endpoints_;
  api::ExportEndpoints export_endpoints_;
  api::StaffEndpoints staff_endpoints_;
  http::Router router_;
  api::HttpMetrics http_metrics_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace app
