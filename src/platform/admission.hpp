// Whether /authorize lets somebody in: decisions only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "platform/invitation.hpp"
#include "tenancy/merchant.hpp"

namespace platform {

struct Admission {
  enum class Kind : std::uint8_t { admitted, no_invitation, used, revoked, expired };
  Kind kind = Kind::no_invitation;
  int invitation = 0;     // of who is admitted; 0: came without one
  std::string biz_appid;  // the one account that may consent; empty: any

  bool admitted() const { return kind == Kind::admitted; }
};

// `merchant`: who used the invitation. One whose authorisation lacks something may come by the same link
// again, and only it. `open`: everybody is let in.
Admission admit(const std::optional<Invitation>& invitation, const std::optional<tenancy::Merchant>& merchant,
                bool open, base::WallTime now);

}  // namespace platform
