// Lines of the audit log about what becomes of merchants' tokens.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "crypto/key_ring.hpp"
#include "tokens/token_history.hpp"

namespace platform {

// Thread-safe. `authorization` lines: merchant_needs_reauthorization, merchant_tokens_found.
class TokenHistory final : public tokens::TokenHistory {
 public:
  // `instance` names this process in the lines. `public_url`: where merchants authorise the platform; empty:
  // not here. What is given by reference must outlive it.
  TokenHistory(std::string instance, std::string public_url, const crypto::KeyRing& keys,
               const base::Clock& clock, base::Random& random);

  base::Result<> lost(db::Transaction& transaction, int merchant, std::string_view appid,
                      std::optional<std::int64_t> errcode) override;
  base::Result<> found(db::Transaction& transaction, int merchant, std::string_view appid) override;

 private:
  base::Result<> put(db::Transaction& transaction, int merchant, std::string_view appid,
                     std::string_view action, std::string details);
  base::Result<std::string> invitation_to(db::Transaction& transaction, std::string_view appid);

  const std::string instance_;
  const std::string public_url_;
  const crypto::KeyRing& keys_;
  const base::Clock& clock_;
  base::Random& random_;
};

}  // namespace platform
