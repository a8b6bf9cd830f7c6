// One event loop of the public listener, with everything on the way of a query: no lock, no hop, no sharing.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "api/http_metrics.hpp"
#include "api/public/audit_notes.hpp"
#include "api/public/authorize.hpp"
#include "api/public/compatible.hpp"
#include "api/public/native.hpp"
#include "api/public/receipts.hpp"
#include "api/public/weixin_pushes.hpp"
#include "app/loop.hpp"
#include "http/client.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "query/ports.hpp"
#include "query/refusal_tally.hpp"
#include "query/service.hpp"
#include "query/telemetry.hpp"
#include "tenancy/gate.hpp"
#include "weixin/api.hpp"

namespace app {

// What may change while it runs.
struct WorkerLimits {
  http::ServerLimits server;
  std::vector<base::Cidr> trusted_proxies;
  query::Limits query;
  api::NativeOptions native;
  api::CompatibleOptions compatible;
};

// What each worker has for itself.
struct WorkerParts {
  http::ClientOptions client;
  std::shared_ptr<http::TlsClientContext> client_tls;
  http::Origin weixin;
  http::ServerOptions server;
  std::shared_ptr<http::TlsServerContext> server_tls;
  query::Limits limits;
  api::NativeOptions native;
  api::CompatibleOptions compatible;
};

// What all workers use; each of these may be called from any loop.
struct SharedParts {
  audit::Log& log;
  query::TokenSource& tokens;
  query::MerchantSource& merchants;
  const tenancy::Gate& gate;
  tenancy::TokenDesk& desk;
  query::InFlight& places;
  query::RefusalTally& tally;
  platform::PushDesk* pushes;                  // null: pushes are not served
  platform::AuthorizationDesk* authorization;  // null: /authorize is not served
  audit::ReceiptDesk& receipts;
  audit::NoteDesk* notes;  // null: what was signed is not served
  api::TokenStates token_states;
  const base::Clock& clock;
  base::Random& random;
  base::Metrics& metrics;
  base::Log& events;
};

class Worker {
 public:
  // What is given by reference must outlive the worker.
  Worker(Loop& loop, const WorkerParts& parts, const SharedParts& shared);

  // On its loop.
  void change(const WorkerLimits& limits);

  Loop& loop() { return loop_; }
  http::Server& server() { return server_; }
  http::Client& client() { return client_; }

 private:
  Loop& loop_;
  http::Client client_;
  weixin::Api api_;
  query::WeixinCodeActiveQuery query_;
  query::Telemetry telemetry_;
  query::Service service_;
  api::NativeApi native_;
  api::CompatibleApi compatible_;
  std::optional<api::WeixinPushes> pushes_;
  std::optional<api::AuthorizeSite> authorize_;
  std::optional<api::AuditNotes> notes_;
  api::Receipts receipts_;
  http::Router router_;
  api::HttpMetrics metrics_;
  http::Server server_;
};

}  // namespace app
