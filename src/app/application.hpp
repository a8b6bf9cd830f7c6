// The running gateway: builds the parts, joins them, starts and stops them. The only place that knows every
// room.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/ops/ops.hpp"
#include "app/config.hpp"
#include "app/console.hpp"
#include "app/housekeeping.hpp"
#include "app/loop.hpp"
#include "app/notary.hpp"
#include "app/outward.hpp"
#include "app/port_claim.hpp"
#include "app/ports.hpp"
#include "app/queue_gauges.hpp"
#include "app/rollcall.hpp"
#include "app/sampler.hpp"
#include "app/token_source.hpp"
#include "app/worker.hpp"
#include "audit/index_loop.hpp"
#include "audit/personal.hpp"
#include "audit/recovery.hpp"
#include "audit/writer.hpp"
#include "crypto/key_ring.hpp"
#include "crypto/random.hpp"
#include "db/change_feed.hpp"
#include "db/executor.hpp"
#include "db/server_clock.hpp"
#include "platform/authorization_desk.hpp"
#include "platform/code_exchange.hpp"
#include "platform/component_token.hpp"
#include "platform/merchant_reader.hpp"
#include "platform/pre_auth_codes.hpp"
#include "platform/publish_check.hpp"
#include "platform/push_desk.hpp"
#include "platform/reconcile_loop.hpp"
#include "platform/ticket_watch.hpp"
#include "platform/token_history.hpp"
#include "platform/weixin_authorization.hpp"
#include "platform/weixin_calls.hpp"
#include "platform/weixin_customer_service.hpp"
#include "tokens/vault.hpp"
#include "tokens/weixin_calls.hpp"

namespace app {

class Application {
 public:
  Application(Config config, crypto::KeyRing keys, base::Log& log);
  ~Application();

  // Everything up to the point where queries are answered, in order; the first failure ends it.
  base::Result<> start();
  // Where it listens, as {"public_url":…,"ops_url":…}.
  std::string addresses() const;
  // Certificates, limits, trusted proxies and log level anew; a bad configuration changes nothing. Answers
  // the settings that differ and need a restart.
  base::Result<std::vector<std::string>> reload(const Config& config);
  // Calls `alive` on the control loop every `every`, as long as all loops turn. Once, after start().
  void watch_loops(milliseconds every, std::function<void()> alive);
  // Refuses what is new, finishes what runs, seals the log; bounded by server.stop_ms and a little more.
  void stop();

 private:
  base::Result<> check() const;
  void build_control();
  void build_authorization();
  void build_pushes();
  tokens::ComponentTokens& component_source() const;
  base::Result<> build_workers();
  base::Result<> build_console();
  base::Result<> build_ops();
  base::Result<> listen();
  void claim_ports();
  void start_background();
  void drain_workers();
  api::Readiness readiness() const;
  api::HouseFacts house_facts() const;

  // Destroyed in reverse: loops outlive everything that posts to them or hangs on them.
  Config config_;
  base::Log& log_;
  base::SystemClock clock_;
  db::ServerClock server_clock_{clock_};  // for everything that is judged by times in the database
  crypto::SystemRandom random_;
  base::Metrics metrics_;
  crypto::KeyRing keys_;
  std::string instance_;
  platform::TokenHistory token_history_;
  std::atomic<bool> draining_{false};

  Loop control_;                              // refreshes, recovery, the ops listener
  std::vector<std::unique_ptr<Loop>> loops_;  // one a worker

  db::Executor database_;
  tenancy::Directory directory_;
  tokens::Vault vault_;
  tenancy::Gate gate_;
  tenancy::GatewayTokens gateway_tokens_;
  tenancy::GuessLimit guesses_;
  tenancy::TokenDesk desk_;
  query::InFlight places_;
  audit::NoteDesk notes_{database_, clock_};
  audit::ReceiptDesk receipts_{database_, clock_};
  std::unique_ptr<Notary> notary_;
  audit::Writer writer_;

  // On the control loop.
  http::Origin weixin_;
  std::shared_ptr<http::TlsClientContext> client_tls_;
  std::unique_ptr<http::Client> client_;
  std::unique_ptr<weixin::Api> api_;
  std::unique_ptr<platform::WeixinComponentCalls> component_calls_;
  std::unique_ptr<platform::ComponentToken> component_;
  std::unique_ptr<TokenCentre> token_centre_;  // null: WeChat is asked
  std::unique_ptr<tokens::TokenCalls> token_calls_;
  std::unique_ptr<tokens::Refresher> refresher_;
  std::unique_ptr<platform::WeixinMerchantCalls> merchant_calls_;
  std::unique_ptr<platform::MerchantReader> merchant_reader_;
  std::unique_ptr<Tokens> token_port_;
  std::unique_ptr<Merchants> merchant_port_;
  std::unique_ptr<platform::AuthorizationCalls> authorization_calls_;
  std::unique_ptr<platform::CodeExchange> exchange_;
  std::unique_ptr<platform::WeixinCustomerService> customer_service_;
  std::shared_ptr<platform::PublishCheck> publish_check_;
  std::unique_ptr<platform::PushDesk> pushes_;
  std::unique_ptr<platform::WeixinTicketCalls> ticket_calls_;
  std::unique_ptr<platform::TicketWatch> ticket_watch_;
  std::unique_ptr<platform::PreAuthCodes> pre_auth_codes_;
  std::unique_ptr<platform::AuthorizationDesk> authorization_;
  std::unique_ptr<Outward> outward_;
  std::unique_ptr<platform::ReconcileLoop> reconcile_;
  std::unique_ptr<query::RefusalTally> tally_;
  std::unique_ptr<audit::RecoveryLoop> recovery_;
  std::unique_ptr<audit::PersonalLoop> personal_;
  std::unique_ptr<audit::IndexLoop> index_;
  std::unique_ptr<Housekeeping> housekeeping_;
  std::unique_ptr<http::Router> ops_router_;
  std::unique_ptr<api::HttpMetrics> ops_metrics_;
  std::unique_ptr<http::Server> ops_;
  std::unique_ptr<Console> console_;

  std::vector<std::unique_ptr<Worker>> workers_;
  std::unique_ptr<QueueGauges> queue_gauges_;
  std::unique_ptr<Sampler> sampler_;
  std::unique_ptr<db::ChangeFeed> feed_;
  std::vector<std::pair<Loop*, std::unique_ptr<PortClaim>>> claims_;
  std::unique_ptr<Rollcall> rollcall_;
};

}  // namespace app
