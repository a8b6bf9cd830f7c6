// Where tokens come from: WeChat, or the provider's own token centre.
#pragma once

#include <memory>

#include <boost/asio/io_context.hpp>

#include "app/config.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "http/client.hpp"
#include "tokens/external_tokens.hpp"

namespace app {

// A token centre and what stands in for WeChat's calls with it. Lives on one loop.
class TokenCentre {
 public:
  // Null when the configuration names none. `clock` must outlive it. Code::config_invalid for a file of
  // certificates that cannot be read.
  static base::Result<std::unique_ptr<TokenCentre>> make(const Config& config, boost::asio::io_context& loop,
                                                         const base::Clock& clock);

  tokens::ExternalTokens& tokens() { return *tokens_; }
  tokens::ComponentTokens& component() { return *component_; }
  // On the loop, before it is drained.
  void close() { client_->close(); }

 private:
  TokenCentre() = default;
  std::unique_ptr<http::Client> client_;
  std::unique_ptr<tokens::ExternalTokens> tokens_;
  std::unique_ptr<tokens::ExternalComponentTokens> component_;
};

}  // namespace app
