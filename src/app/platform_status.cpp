#include "app/platform_status.hpp"

#include "db/transaction.hpp"
#include "platform/ticket_store.hpp"
#include "tenancy/tenancy_store.hpp"
#include "tokens/health.hpp"
#include "tokens/token_store.hpp"
#include "tokens/vault.hpp"

namespace app {

std::optional<base::WallTime> ticket_valid_until(const PlatformStatus& status) {
  if (!status.platform.ticket_received_at) return std::nullopt;
  return *status.platform.ticket_received_at + ticket_life;
}

base::Result<PlatformStatus> read_platform_status(db::Connection& connection, const crypto::KeyRing& keys,
                                                  base::WallTime now) {
  PlatformStatus status;
  auto row = platform::read_platform(connection, 0);
  if (!row) return std::unexpected(row.error());
  if (*row) status.platform = std::move(**row);
  tokens::Vault vault(keys);
  if (auto loaded = tokens::load_changes(connection, 0, vault); !loaded)
    return std::unexpected(loaded.error());
  const auto counted = db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<> {
    for (const auto& merchant : tenancy::list_merchants(transaction)) {
      const auto health = tokens::health(vault.state(merchant.id), now).health;
      ++status.merchants[std::string(merchant.authorized ? tokens::name(health) : "left")];
      if (merchant.authorized && health == tokens::Health::needs_reauthorization) {
        status.must_authorize.emplace(merchant.appid, "");
      }
    }
    status.ticket_asked_at = platform::last_ticket_request(transaction);
    return {};
  });
  if (!counted) return std::unexpected(counted.error());
  return status;
}

}  // namespace app
