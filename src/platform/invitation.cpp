#include "platform/invitation.hpp"

#include <array>
#include <cstddef>

#include "base/text.hpp"
#include "crypto/hash.hpp"

namespace platform {
namespace {

constexpr std::size_t invitation_token_bytes = 16;

}  // namespace

InvitationState state_of(const Invitation& invitation, base::WallTime now) {
  if (invitation.used_at) return InvitationState::used;
  if (invitation.revoked_at) return InvitationState::revoked;
  return invitation.expires_at <= now ? InvitationState::expired : InvitationState::open;
}

std::string_view name(InvitationState state) {
  switch (state) {
    case InvitationState::open:
      return "open";
    case InvitationState::used:
      return "used";
    case InvitationState::revoked:
      return "revoked";
    case InvitationState::expired:
      return "expired";
  }
  return "expired";
}

base::Secret make_invitation_token(base::Random& random) {
  std::array<std::byte, invitation_token_bytes> bytes{};
  random.fill(bytes);
  return base::Secret(base::to_base64url(bytes));
}

std::optional<std::string> hash_of_invitation(std::string_view token) {
  const auto bytes = base::from_base64url(token);
  if (!bytes || bytes->size() != invitation_token_bytes) return std::nullopt;
  return std::string(crypto::view(crypto::sha256(token)));
}

base::Secret invitation_link(std::string_view public_url, const base::Secret& token) {
  std::string link(public_url);
  link.append("/authorize?invitation=").append(token.reveal());
  return base::Secret(std::move(link));
}

}  // namespace platform
