// Whose token is refreshed before anybody has to wait for it. No I/O.
#pragma once

#include <functional>
#include <optional>

#include "base/clock.hpp"
#include "tenancy/directory.hpp"
#include "tokens/freshness.hpp"
#include "tokens/renewer.hpp"
#include "tokens/schedule.hpp"
#include "tokens/vault.hpp"

namespace tokens {

// Costs nothing for merchants whose moment has not come, however many there are. Not thread-safe.
class Background {
 public:
  Background(Vault& vault, const tenancy::Directory& directory, const FreshnessRules& rules,
             const base::Clock& clock);

  // Learns what changed in the vault.
  void take_changes();

  struct Turn {
    int merchant = 0;
    Reason reason = Reason::ahead;
  };
  // The next merchant whose token is to be refreshed now. It comes again after its token changed, or when it
  // was put off. Merchants that are `engaged` already or do not authorise us are looked at later.
  std::optional<Turn> next(const std::function<bool(int)>& engaged);
  // Looks at the merchant again after a while.
  void put_off(int merchant, base::Micros pause);
  // next() gives nothing for a while: what went wrong would go wrong for all.
  void put_off_all(base::Micros pause);

 private:
  std::optional<Turn> look(int merchant);

  Vault& vault_;
  const tenancy::Directory& directory_;
  const FreshnessRules rules_;
  const base::Clock& clock_;
  Schedule schedule_;
  base::WallTime not_before_{};
};

// Why a merchant in this state gets a new token.
Reason reason_for(const std::optional<TokenState>& state, base::WallTime now);

}  // namespace tokens
