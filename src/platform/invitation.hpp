// An invitation: the link with which the provider's staff let one merchant authorise the platform.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"

namespace platform {

struct Invitation {
  int id = 0;
  std::string note;
  std::string biz_appid;  // the one account that may consent; empty: any
  base::WallTime expires_at;
  base::WallTime created_at;
  std::string created_by;
  std::optional<base::WallTime> used_at;
  std::optional<int> merchant;  // who used it
  std::string merchant_appid;
  std::optional<base::WallTime> revoked_at;
};

enum class InvitationState { open, used, revoked, expired };

InvitationState state_of(const Invitation& invitation, base::WallTime now);
// "open", "used", "revoked", "expired"
std::string_view name(InvitationState state);

// 128 random bits, as 22 characters that need no escaping in a URL.
base::Secret make_invitation_token(base::Random& random);
// What a token is stored as: SHA-256. Nothing for text that is no token.
std::optional<std::string> hash_of_invitation(std::string_view token);
// The link to be handed to the merchant.
base::Secret invitation_link(std::string_view public_url, const base::Secret& token);

}  // namespace platform
