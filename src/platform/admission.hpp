// Whether /authorize lets somebody in: decisions only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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

// Whether an account that consented at WeChat comes in by the invitation that its consent was begun with.
enum class Entry : std::uint8_t { free, other_account, invitation_used, invitation_revoked };
// `authorized`: it is in already, and is not kept out: its old tokens are void. That the invitation expired
// while the account consented does not count.
Entry judge_entry(const Invitation& invitation, std::string_view appid, bool authorized);
// "free", "other_account", "invitation_used", "invitation_revoked"
std::string_view name(Entry entry);

}  // namespace platform
