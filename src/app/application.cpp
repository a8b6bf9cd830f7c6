#include "app/application.hpp"

#include <unistd.h>

#include <future>
#include <utility>

#include "app/instance_store.hpp"
#include "app/migrations.hpp"
#include "app/platform_status.hpp"
#include "app/process_facts.hpp"
#include "app/settings.hpp"
#include "app/stop_watch.hpp"
#include "base/ids.hpp"
#include "base/json_writer.hpp"
#include "db/migrate.hpp"
#include "platform/key_rotation.hpp"

namespace app {
namespace {

using namespace std::chrono_literals;
using base::Result;

constexpr milliseconds feed_may_be_silent{5'000};  // beyond it the database counts as away
constexpr milliseconds writer_grace{5'000};
constexpr milliseconds refresh_grace{3'000};

std::string url_of(const ListenerConfig& listener, std::uint16_t port) {
  const std::string host =
      listener.address.find(':') == std::string::npos ? listener.address : "[" + listener.address + "]";
  return (listener.tls_certificate.empty() ? "http://" : "https://") + host + ":" + std::to_string(port);
}

}  // namespace

Application::Application(Config config, crypto::KeyRing keys, base::Log& log)
    : config_(std::move(config)),
      log_(log),
      keys_(std::move(keys)),
      instance_(base::to_hex(base::make_sortable_id(clock_.wall(), random_))),
      token_history_(instance_, config_.tokens.external_url.empty() ? config_.platform.public_url : "", keys_,
                     server_clock_, random_),
      control_("control", log),
      database_(work_options(config_), clock_, log),
      vault_(keys_),
      gate_(directory_, server_clock_),
      gateway_tokens_(keys_),
      desk_(gate_, gateway_tokens_, guesses_, server_clock_),
      places_(in_flight_limits(config_), metrics_),
      writer_(writer_options(config_, instance_),
              audit::make_stream_store(connect_options(config_, "audit"), instance_, keys_, random_), clock_,
              random_, metrics_, log),
      weixin_(*http::Origin::parse(config_.weixin.url)) {}

Application::~Application() { writer_.stop(writer_grace); }

Result<> Application::start() {
  // Sockets first: what the configuration promises to callers must be there.
  if (auto raised = raise_file_limit(config_); !raised) return raised;
  // Then the database: without its promises nothing may be answered.
  if (auto checked = check(); !checked) return checked;

  // Then who may ask, and with which tokens: all of it in memory before the first request.
  auto tls = client_tls(config_);
  if (!tls) return std::unexpected(tls.error());
  client_tls_ = std::move(*tls);
  auto outward =
      Outward::make(config_, {control_.io(), instance_, keys_, database_, clock_, random_, metrics_, log_});
  if (!outward) return std::unexpected(outward.error());
  outward_ = std::move(*outward);
  auto notary = Notary::make(
      config_, NotaryHouse{control_.io(), instance_, keys_, database_, clock_, random_, metrics_, log_});
  if (!notary) return std::unexpected(notary.error());
  notary_ = std::move(*notary);
  auto centre = TokenCentre::make(config_, control_.io(), clock_);
  if (!centre) return std::unexpected(centre.error());
  token_centre_ = std::move(*centre);
  build_control();
  if (auto loaded = feed_->load(); !loaded) return loaded;

  // The ports, before anything is written: one in use leaves no trace. Connections are still refused, or go
  // to the gateway that this one replaces.
  if (auto built = build_workers(); !built) return built;
  if (auto built = build_console(); !built) return built;
  if (auto built = build_ops(); !built) return built;

  // The log, which every answer needs; and only then the loops.
  const base::Deadline soon{clock_.steady() + 10s};
  const auto registered = database_.run_blocking(soon, [this](db::Connection& connection) {
    return register_instance(connection, instance_, host_name(), keys_);
  });
  if (!registered) return registered;
  if (auto enabled = outward_->enable(); !enabled) return enabled;
  if (auto enabled = notary_->enable(); !enabled) return enabled;
  writer_.publish_to(notary_->heads());
  if (auto opened = writer_.start(); !opened) return opened;
  start_background();
  return listen();
}

Result<> Application::check() const {
  const auto connection = db::Connection::open(connect_options(config_, "check"));
  if (!connection) return std::unexpected(connection.error());
  if (auto checked = db::check_database(**connection, migrations()); !checked) return checked;
  const auto envelopes = platform::count_envelopes(**connection);
  if (!envelopes) return std::unexpected(envelopes.error());
  return platform::check_keys(*envelopes, keys_);
}

void Application::start_background() {
  if (!token_centre_) component_->start();  // else the platform's own token is the token centre's too
  refresher_->start();
  tally_->start();
  exchange_->start();
  outward_->start();
  ticket_watch_->start();
  reconcile_->start();
  recovery_->start();
  notary_->start();
  personal_->start();
  index_->start();
  housekeeping_->start();
  sampler_->start();
  control_.start();
  for (const auto& loop : loops_) {
    loop->start();
  }
}

Result<> Application::listen() {
  Result<> listening;
  const auto start = [&](Loop& loop, http::Server& server) {
    if (listening) loop.call([&] { listening = server.start(); });
  };
  for (const auto& worker : workers_) {
    start(worker->loop(), worker->server());
  }
  start(control_, console_->server());
  start(control_, *ops_);
  if (!listening) {
    stop();
    return listening;
  }
  if (config_.server.share_port) claim_ports();
  log_.info("listening",
            {{"public", url_of(config_.server.public_listener, workers_.front()->server().port())},
             {"console", url_of(config_.server.console, console_->server().port())},
             {"ops", url_of(config_.server.ops, ops_->port())},
             {"instance", instance_},
             {"merchants", directory_.merchants()},
             {"keys", directory_.keys()}});
  return {};
}

std::string Application::addresses() const {
  std::string out = "{";
  base::JsonMembers(out)
      .text("public_url", url_of(config_.server.public_listener, workers_.front()->server().port()))
      .text("console_url", url_of(config_.server.console, console_->server().port()))
      .text("ops_url", url_of(config_.server.ops, ops_->port()));
  return out + "}\n";
}

// From now on what is new comes here, also while another gateway on the same ports still runs.
void Application::claim_ports() {
  const auto claim = [this](Loop& loop, http::Server& server, std::size_t own) {
    claims_.emplace_back(&loop, std::make_unique<PortClaim>(loop.io(), server, own, log_));
    loop.call([&] { claims_.back().second->start(); });
  };
  claim(workers_.front()->loop(), workers_.front()->server(), workers_.size());
  claim(control_, console_->server(), 1);
  claim(control_, *ops_, 1);
}

void Application::watch_loops(milliseconds every, std::function<void()> alive) {
  std::vector<CalledLoop> called;
  for (std::size_t i = 0; i < loops_.size(); ++i) {
    called.push_back({"loop" + std::to_string(i), loops_[i]->io()});
  }
  rollcall_ = std::make_unique<Rollcall>(control_.io(), std::move(called), every, std::move(alive), log_);
  control_.call([this] { rollcall_->start(); });
}

void Application::stop() {
  const StopWatch watch(config_.server.leave + config_.server.stop + writer_grace + refresh_grace +
                            config_.webhook.timeout + 5s,
                        log_);
  log_.info("stopping");
  draining_.store(true);  // /readyz says so, while the ops listener goes on

  for (const auto& [loop, claim] : claims_) {
    loop->call([&] { claim->stop(); });
  }
  // No new requests; those that run get their answers, and so their records.
  drain_workers();
  control_.begin([this](std::function<void()> done) { console_->server().drain(1s, std::move(done)); })
      .wait();
  // Background work that writes to the log or the database.
  control_.call([this] {
    recovery_->stop();
    sampler_->stop();
  });
  control_.begin([this](std::function<void()> done) { personal_->stop(std::move(done)); }).wait();
  control_.begin([this](std::function<void()> done) { tally_->stop(std::move(done)); }).wait();
  control_.begin([this](std::function<void()> done) { exchange_->stop(std::move(done)); }).wait();
  control_.begin([this](std::function<void()> done) { outward_->stop(std::move(done)); }).wait();
  control_.begin([this](std::function<void()> done) { ticket_watch_->stop(std::move(done)); }).wait();
  control_.begin([this](std::function<void()> done) { reconcile_->stop(std::move(done)); }).wait();
  control_.begin([this](std::function<void()> done) { refresher_->stop(refresh_grace, std::move(done)); })
      .wait();
  control_.begin([this](std::function<void()> done) { component_->stop(refresh_grace, std::move(done)); })
      .wait();
  // The log, while the loops still take its answers.
  writer_.stop(writer_grace);
  control_.begin([this](std::function<void()> done) { notary_->stop(std::move(done)); }).wait();
  control_.begin([this](std::function<void()> done) { index_->stop(std::move(done)); }).wait();
  control_.begin([this](std::function<void()> done) { housekeeping_->stop(std::move(done)); }).wait();
  control_.begin([this](std::function<void()> done) { ops_->drain(1s, std::move(done)); }).wait();
  feed_.reset();
  if (rollcall_) control_.call([this] { rollcall_->stop(); });

  for (const auto& worker : workers_) {
    worker->loop().call([&] { worker->client().close(); });
    worker->loop().release();
  }
  control_.call([this] {
    client_->close();
    if (token_centre_) token_centre_->close();
  });
  control_.release();
  for (const auto& loop : loops_) {
    loop->join();
  }
  control_.join();
  log_.info("stopped");
}

void Application::drain_workers() {
  std::vector<std::future<void>> drained;
  for (const auto& worker : workers_) {
    drained.push_back(worker->loop().begin([this, &worker](std::function<void()> done) {
      worker->server().drain(config_.server.stop, std::move(done));
    }));
  }
  for (auto& future : drained) {
    future.wait();
  }
}

api::Readiness Application::readiness() const {
  api::Readiness ready;
  ready.draining = draining_.load();
  const bool database = feed_ && feed_->age() < feed_may_be_silent;
  ready.checks.push_back({"database", database, database ? "" : "does not answer"});
  ready.checks.push_back(
      {"stream", writer_.healthy(), writer_.healthy() ? "" : "the audit log cannot be written"});
  ready.notices.push_back({"witness", audit::text_of(notary_->witness())});
  const auto platform = component_->state();
  ready.notices.push_back({"ticket", platform.ticket_received_at
                                         ? "received " + base::to_rfc3339(*platform.ticket_received_at)
                                         : "none"});
  ready.notices.push_back({"component_token", platform.token_expires_at
                                                  ? "expires " + base::to_rfc3339(*platform.token_expires_at)
                                                  : "none"});
  ready.tokens = sampler_->tokens();
  return ready;
}

api::HouseFacts Application::house_facts() const {
  api::HouseFacts facts{sampler_->tokens(), {}, notary_->witness()};
  api::PlatformFacts& told = facts.platform;
  if (token_centre_) {
    told.state = "external";
    return facts;
  }
  const auto platform = component_->state();
  told.appid = platform.component_appid;
  told.ticket_received_at = platform.ticket_received_at;
  if (platform.ticket_received_at) told.ticket_valid_until = *platform.ticket_received_at + ticket_life;
  told.token_expires_at = platform.token_expires_at;
  const auto now = clock_.wall();
  if (!told.ticket_valid_until || *told.ticket_valid_until <= now) {
    told.state = "no_ticket";
  } else if (!told.token_expires_at || *told.token_expires_at <= now) {
    told.state = "no_component_token";
  } else {
    told.state = "ready";
  }
  return facts;
}

}  // namespace app
