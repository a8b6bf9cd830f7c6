// The parts of a gateway and how they are joined. Nothing runs yet.
#include <utility>

#include "app/application.hpp"
#include "app/settings.hpp"
#include "http/port_share.hpp"
#include "platform/external_authorization.hpp"
#include "tenancy/tenancy_store.hpp"
#include "tokens/token_store.hpp"

namespace app {

using base::Result;

void Application::build_control() {
  auto& io = control_.io();
  const auto desk = desk_options(config_, instance_);
  client_ = std::make_unique<http::Client>(io, client_options(config_), client_tls_, clock_);
  api_ = std::make_unique<weixin::Api>(*client_, weixin_, clock_);
  component_calls_ = std::make_unique<platform::WeixinComponentCalls>(*api_);
  component_ = std::make_unique<platform::ComponentToken>(
      io, platform::ComponentIdentity{config_.platform.component_appid, config_.platform.component_secret},
      desk, keys_, database_, *component_calls_, server_clock_, random_, metrics_, log_);
  if (token_centre_) {
    token_calls_ = std::make_unique<tokens::ExternalTokenCalls>();
  } else {
    token_calls_ = std::make_unique<tokens::WeixinTokenCalls>(*api_, config_.platform.component_appid);
  }
  refresher_ = std::make_unique<tokens::Refresher>(io, desk, vault_, directory_, keys_, database_,
                                                   *token_calls_, component_source(), token_history_,
                                                   server_clock_, random_, metrics_, log_);
  if (token_centre_) refresher_->use(token_centre_->tokens());
  merchant_calls_ = std::make_unique<platform::WeixinMerchantCalls>(*api_, config_.platform.component_appid);
  platform::MerchantReaderOptions reader;
  reader.instance = instance_;
  merchant_reader_ =
      std::make_unique<platform::MerchantReader>(io, reader, directory_, keys_, database_, *merchant_calls_,
                                                 component_source(), server_clock_, random_, log_);
  build_authorization();
  token_port_ = std::make_unique<Tokens>(*refresher_);
  merchant_port_ = std::make_unique<Merchants>(*merchant_reader_);
  tally_ = std::make_unique<query::RefusalTally>(io, tally_options(config_), writer_, clock_, metrics_, log_);
  recovery_ = std::make_unique<audit::RecoveryLoop>(
      io, audit::RecoveryOptions{instance_, config_.audit.stale_after}, keys_, notary_->heads(), database_,
      clock_, random_, metrics_, log_);
  personal_ = std::make_unique<audit::PersonalLoop>(
      io, audit::PersonalOptions{instance_, config_.audit.personal_days}, keys_, database_, clock_, random_,
      log_);
  audit::IndexLoopOptions index;
  index.every = config_.audit.index;
  index_ = std::make_unique<audit::IndexLoop>(io, index, database_, clock_, metrics_, log_);
  housekeeping_ = std::make_unique<Housekeeping>(io, instance_, directory_, database_, clock_, log_);
  ops_router_ = std::make_unique<http::Router>(api::ops_routes([this] { return readiness(); }, metrics_),
                                               api::render_ops_failure);

  std::vector<db::ChangeReader> readers;
  readers.emplace_back([this](db::Connection& connection, std::int64_t since) {
    return tenancy::load_changes(connection, since, directory_);
  });
  readers.emplace_back([this](db::Connection& connection, std::int64_t since) {
    return tokens::load_changes(connection, since, vault_);
  });
  readers.emplace_back([this](db::Connection& connection, std::int64_t since) {
    return component_->load_changes(connection, since);
  });
  feed_ =
      std::make_unique<db::ChangeFeed>(connect_options(config_, "changes"), std::move(readers), clock_, log_);
  feed_->sets(server_clock_);
  feed_->on_notify("marketcode_outbox", [this](std::string_view) { writer_.poke(); });
}

tokens::ComponentTokens& Application::component_source() const {
  if (token_centre_) return token_centre_->component();
  return *component_;
}

// What brings merchants in.
void Application::build_authorization() {
  if (token_centre_) {
    authorization_calls_ = std::make_unique<platform::ExternalAuthorizationCalls>();
  } else {
    authorization_calls_ =
        std::make_unique<platform::WeixinAuthorizationCalls>(*api_, config_.platform.component_appid);
  }
  platform::CodeExchangeOptions exchange;
  exchange.instance = instance_;
  exchange.on_doubt = [this](std::shared_ptr<const tenancy::Merchant> merchant) {
    merchant_reader_->read_anyway(std::move(merchant));
  };
  exchange_ = std::make_unique<platform::CodeExchange>(control_.io(), exchange, keys_, database_,
                                                       *authorization_calls_, *merchant_calls_, *token_calls_,
                                                       component_source(), clock_, random_, metrics_, log_);
  platform::ReconcilerOptions reconciler;
  reconciler.instance = instance_;
  reconcile_ = std::make_unique<platform::ReconcileLoop>(
      control_.io(),
      platform::ReconcileTimes{config_.reconcile.every, config_.reconcile.reread, config_.reconcile.delay},
      reconciler, keys_, database_, *merchant_calls_, *token_calls_, component_source(), server_clock_,
      random_, log_);
  build_pushes();
  platform::TicketWatchOptions tickets;
  tickets.pushes = pushes_ != nullptr;
  ticket_calls_ = std::make_unique<platform::WeixinTicketCalls>(
      *api_,
      platform::ComponentIdentity{config_.platform.component_appid, config_.platform.component_secret});
  ticket_watch_ = std::make_unique<platform::TicketWatch>(control_.io(), tickets, *component_, *ticket_calls_,
                                                          database_, server_clock_, metrics_, log_);
  if (config_.platform.public_url.empty() || token_centre_) return;
  pre_auth_codes_ = std::make_unique<platform::PreAuthCodes>(
      control_.io(), platform::PreAuthLimits{}, *authorization_calls_, component_source(), clock_, log_);
  authorization_ = std::make_unique<platform::AuthorizationDesk>(
      authorization_options(config_, instance_), keys_, database_, *pre_auth_codes_,
      [this] { exchange_->poke(); }, server_clock_, random_, log_);
}

void Application::build_pushes() {
  auto messages = message_crypto(config_);
  if (!messages) return;
  platform::PushDeskOptions options;
  options.instance = instance_;
  options.oldest = config_.platform.oldest_push;
  options.on_doubt = [this](std::shared_ptr<const tenancy::Merchant> merchant) {
    merchant_reader_->read_anyway(std::move(merchant));
  };
  pushes_ = std::make_unique<platform::PushDesk>(
      options, std::move(*messages), keys_, database_, [this] { exchange_->poke(); }, clock_, random_,
      metrics_, log_);
  pushes_->relay_to(outward_->relay());
  customer_service_ = std::make_unique<platform::WeixinCustomerService>(*api_);
  publish_check_ = std::make_shared<platform::PublishCheck>(
      control_.io(), *authorization_calls_, *customer_service_, component_source(), clock_, log_);
  pushes_->on_publish_check([this](base::Secret code, std::string openid) {
    publish_check_->answer(std::move(code), std::move(openid));
  });
}

Result<> Application::build_workers() {
  auto tls = public_tls(config_);
  if (!tls) return std::unexpected(tls.error());
  WorkerParts parts;
  parts.client = client_options(config_);
  parts.client_tls = client_tls_;
  parts.weixin = weixin_;
  parts.server = server_options(config_, "public", config_.server.public_listener);
  parts.server.book = connection_book(config_);
  if (!parts.server.reuse_port) {
    // The loops share the port with each other only.
    const auto free = http::check_port_is_free(parts.server.address, parts.server.port);
    if (!free) return free;
    parts.server.reuse_port = config_.server.loops > 1;
  }
  parts.server.group = std::make_shared<http::PortGroup>();
  parts.server_tls = std::move(*tls);
  parts.limits = query_limits(config_);
  parts.native.timeout = config_.query.deadline;
  parts.compatible.timeout = config_.query.deadline;
  const SharedParts shared{writer_,
                           *token_port_,
                           *merchant_port_,
                           gate_,
                           desk_,
                           places_,
                           *tally_,
                           pushes_.get(),
                           authorization_.get(),
                           receipts_,
                           config_.audit.open ? &notes_ : nullptr,
                           [this](int merchant) { return vault_.state(merchant); },
                           clock_,
                           random_,
                           metrics_,
                           log_};
  for (int i = 0; i < config_.server.loops; ++i) {
    loops_.push_back(std::make_unique<Loop>("loop" + std::to_string(i), log_));
    workers_.push_back(std::make_unique<Worker>(*loops_.back(), parts, shared));
    // The first loop may have been given a free port; the others join it there.
    if (auto bound = workers_.back()->server().bind(); !bound) return bound;
    parts.server.port = workers_.back()->server().port();
  }
  queue_gauges_ = std::make_unique<QueueGauges>(
      config_, QueueSources{places_, *parts.server.book, database_, writer_, *tally_}, metrics_);
  sampler_ = std::make_unique<Sampler>(control_.io(), workers_, *queue_gauges_, database_, vault_,
                                       server_clock_, metrics_);
  return {};
}

Result<> Application::build_console() {
  auto tls = console_tls(config_);
  if (!tls) return std::unexpected(tls.error());
  std::optional<api::Site> site;
  if (!config_.console.site.empty()) {
    auto read = api::Site::read(config_.console.site);
    if (!read) return std::unexpected(read.error());
    site = *std::move(read);
  }
  const ConsoleHouse house{control_.io(), instance_,       keys_,    *notary_,
                           directory_,    writer_,         places_,  *tally_,
                           *token_port_,  *merchant_port_, *api_,    [this] { return house_facts(); },
                           clock_,        random_,         metrics_, log_};
  console_ = std::make_unique<Console>(config_, house, std::move(*tls), site ? &*site : nullptr);
  return console_->server().bind();
}

Result<> Application::build_ops() {
  auto tls = ops_tls(config_);
  if (!tls) return std::unexpected(tls.error());
  ops_ = std::make_unique<http::Server>(control_.io(), ops_options(config_), *ops_router_, std::move(*tls),
                                        clock_, random_, log_);
  ops_metrics_ = std::make_unique<api::HttpMetrics>("ops", metrics_);
  ops_->on_served([this](const http::Served& served) { ops_metrics_->observe(served); });
  return ops_->bind();
}

}  // namespace app
