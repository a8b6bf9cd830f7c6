#include "app/config_outward.hpp"

#include <utility>

#include "http/url.hpp"

namespace app {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_relays = 8;

void read_webhook(ConfigReader& reader, WebhookConfig& webhook) {
  reader.text("webhook.url", webhook.url);
  reader.secret("webhook.secret", webhook.secret, !webhook.url.empty());
  reader.duration("webhook.timeout_ms", webhook.timeout, 100ms, 10s);
  reader.path("webhook.ca_file", webhook.ca_file);
  if (!webhook.url.empty()) check_url(reader, "webhook.url", webhook.url);
  if (!webhook.secret.empty() && webhook.secret.size() < 16) {
    reader.mistake("webhook.secret", "must have at least 16 characters");
  }
}

void read_token_source(ConfigReader& reader, TokensConfig& tokens) {
  std::string source = "weixin";
  reader.one_of("tokens.source", source, {"weixin", "external"});
  const bool external = source == "external";
  reader.text("tokens.external_url", tokens.external_url);
  reader.secret("tokens.external_secret", tokens.external_secret, external);
  reader.path("tokens.external_ca_file", tokens.external_ca_file);
  if (external && tokens.external_url.empty()) {
    reader.mistake("tokens.external_url", "is missing: tokens.source is \"external\"");
  } else if (!external && !tokens.external_url.empty()) {
    reader.mistake("tokens.external_url", "goes with tokens.source = \"external\"");
  } else if (external) {
    check_url(reader, "tokens.external_url", tokens.external_url);
  }
}

void read_relay(ConfigReader& reader, const PlatformConfig& platform, RelayConfig& relay) {
  reader.texts("relay.event_urls", relay.event_urls);
  reader.texts("relay.message_urls", relay.message_urls);
  reader.path("relay.ca_file", relay.ca_file);
  for (const auto& [key, urls] : {std::pair("relay.event_urls", &relay.event_urls),
                                  std::pair("relay.message_urls", &relay.message_urls)}) {
    if (!urls->empty() && platform.push_token.empty()) {
      reader.mistake(key, "needs platform.push_token: without it there are no pushes to forward");
    }
    if (urls->size() > most_relays) reader.mistake(key, "has more than 8 URLs");
    for (const std::string& url : *urls) {
      check_url(reader, key, url);
    }
  }
}

}  // namespace

bool is_loopback(std::string_view host) {
  if (host == "localhost") return true;
  const auto address = base::parse_address(host);
  return address && address->is_loopback();
}

void check_url(ConfigReader& reader, std::string_view key, std::string_view text) {
  const auto url = http::Url::parse(text);
  if (!url) {
    reader.mistake(key, url.error().detail);
  } else if (!url->origin.tls && !is_loopback(url->origin.host)) {
    reader.mistake(key, "would leave this machine unencrypted: use https");
  }
}

void read_outward(ConfigReader& reader, Config& config) {
  read_webhook(reader, config.webhook);
  read_token_source(reader, config.tokens);
  read_relay(reader, config.platform, config.relay);
}

}  // namespace app
