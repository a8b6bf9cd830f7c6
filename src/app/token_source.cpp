#include "app/token_source.hpp"

#include <utility>

#include "http/tls.hpp"
#include "http/url.hpp"

namespace app {

base::Result<std::unique_ptr<TokenCentre>> TokenCentre::make(const Config& config,
                                                             boost::asio::io_context& loop,
                                                             const base::Clock& clock) {
  if (config.tokens.external_url.empty()) return nullptr;
  auto tls = http::TlsClientContext::load(config.tokens.external_ca_file);
  if (!tls) return std::unexpected(tls.error());
  http::ClientOptions options;
  options.connections_per_origin = static_cast<std::size_t>(config.tokens.parallel) + 4;
  std::unique_ptr<TokenCentre> centre(new TokenCentre());
  centre->client_ = std::make_unique<http::Client>(loop, options, std::move(*tls), clock);
  centre->tokens_ = std::make_unique<tokens::ExternalTokens>(*http::Url::parse(config.tokens.external_url),
                                                             config.tokens.external_secret, *centre->client_);
  centre->component_ = std::make_unique<tokens::ExternalComponentTokens>(
      *centre->tokens_, config.platform.component_appid, clock);
  return centre;
}

}  // namespace app
