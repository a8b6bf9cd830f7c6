#include "app/outward.hpp"

#include <utility>

#include "http/tls.hpp"
#include "http/url.hpp"
#include "platform/webhook_store.hpp"

namespace app {
namespace {

using base::Result;

constexpr std::size_t told_connections = 16;  // to one of those who are told
constexpr std::size_t relay_connections = 64;
constexpr std::chrono::seconds outward_patience{10};

}  // namespace

Result<std::unique_ptr<Outward>> Outward::make(const Config& config, const OutwardHouse& house) {
  std::unique_ptr<Outward> outward(new Outward(house));
  if (auto built = outward->build_webhook(config); !built) return std::unexpected(built.error());
  if (auto built = outward->build_relay(config); !built) return std::unexpected(built.error());
  return outward;
}

Result<> Outward::build_webhook(const Config& config) {
  if (config.webhook.url.empty()) return {};
  auto tls = http::TlsClientContext::load(config.webhook.ca_file);
  if (!tls) return std::unexpected(tls.error());
  http::ClientOptions client;
  client.connections_per_origin = told_connections;
  webhook_client_ = std::make_unique<http::Client>(house_.loop, client, std::move(*tls), house_.clock);
  platform::WebhookOptions options;
  options.instance = house_.instance;
  options.url = *http::Url::parse(config.webhook.url);
  options.secret = config.webhook.secret;
  options.timeout = config.webhook.timeout;
  options.watch_ticket = !config.platform.push_token.empty();
  courier_ = std::make_unique<platform::WebhookCourier>(house_.loop, std::move(options), *webhook_client_,
                                                        house_.keys, house_.database, house_.clock,
                                                        house_.random, house_.metrics, house_.log);
  return {};
}

Result<> Outward::build_relay(const Config& config) {
  const RelayConfig& relay = config.relay;
  if (relay.event_urls.empty() && relay.message_urls.empty()) return {};
  auto tls = http::TlsClientContext::load(relay.ca_file);
  if (!tls) return std::unexpected(tls.error());
  http::ClientOptions client;
  client.connections_per_origin = relay_connections;
  relay_client_ = std::make_unique<http::Client>(house_.loop, client, std::move(*tls), house_.clock);
  platform::RelayOptions options;
  for (const std::string& url : relay.event_urls) {
    options.events.push_back(*http::Url::parse(url));
  }
  for (const std::string& url : relay.message_urls) {
    options.messages.push_back(*http::Url::parse(url));
  }
  relay_ = std::make_unique<platform::Relay>(house_.loop, std::move(options), *relay_client_, house_.clock,
                                             house_.metrics, house_.log);
  return {};
}

Result<> Outward::enable() {
  return house_.database.run_blocking({house_.clock.steady() + outward_patience},
                                      [enabled = courier_ != nullptr](db::Connection& connection) {
                                        return platform::enable_webhook(connection, enabled);
                                      });
}

void Outward::start() {
  if (courier_) courier_->start();
}

void Outward::stop(std::function<void()> done) {
  const auto stop_relay = [this, done = std::move(done)] {
    if (webhook_client_) webhook_client_->close();
    if (!relay_) return done();
    relay_->stop([this, done] {
      relay_client_->close();
      done();
    });
  };
  if (!courier_) return stop_relay();
  courier_->stop(stop_relay);
}

}  // namespace app
