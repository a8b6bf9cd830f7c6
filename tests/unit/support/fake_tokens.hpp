// Access tokens as a test wants them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "query/ports.hpp"

namespace support {

// Token "token-<generation>"; a renewal of the current generation makes the next one.
class FakeTokens final : public query::TokenSource {
 public:
  base::Awaitable<query::TokenResult> token(int merchant, base::Deadline) override {
    merchants.push_back(merchant);
    if (token_error) co_return base::fail(*token_error);
    co_return current();
  }

  base::Awaitable<query::TokenResult> renew(int merchant, std::int64_t refused_generation,
                                            base::Deadline) override {
    merchants.push_back(merchant);
    refused.push_back(refused_generation);
    if (renew_error) co_return base::fail(*renew_error);
    if (refused_generation == generation) ++generation;
    co_return current();
  }

  std::int64_t generation = 5;
  std::optional<base::Code> token_error;
  std::optional<base::Code> renew_error;
  std::vector<int> merchants;         // asked for
  std::vector<std::int64_t> refused;  // generations that were renewed

 private:
  query::TokenResult current() const {
    return std::make_shared<const tokens::Token>(
        tokens::Token{base::Secret("token-" + std::to_string(generation)), generation, {}});
  }
};

}  // namespace support
