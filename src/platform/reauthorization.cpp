#include "platform/reauthorization.hpp"

#include <optional>
#include <string>

#include "base/text.hpp"
#include "crypto/hash.hpp"
#include "platform/invitations.hpp"

namespace platform {
namespace {

constexpr std::string_view link_purpose = "marketcode-gateway reauthorization-link 1";
constexpr std::string_view link_note = "authorisation void";
constexpr std::chrono::days link_life{7};
constexpr std::chrono::days shortest_left{1};

// Nobody without the key can tell it from 128 random bits; the end makes each one another.
base::Secret token_of(const crypto::KeyRing& keys, std::uint32_t key, std::string_view appid,
                      base::WallTime expires_at) {
  constexpr std::size_t token_bytes = 16;
  const auto micros = base::Micros(expires_at.time_since_epoch()).count();
  const auto bytes = crypto::hmac_sha256(keys.derive(key, link_purpose).reveal(),
                                         std::string(appid) + "/" + std::to_string(micros));
  return base::Secret(base::to_base64url(std::span(bytes).first(token_bytes)));
}

std::optional<base::Secret> open_token(db::Transaction& transaction, const ReauthorizationSource& source,
                                       std::string_view appid) {
  for (const Invitation& invitation : invitations_for(transaction, appid)) {
    const bool open = state_of(invitation, source.clock.wall() + shortest_left) == InvitationState::open;
    if (!open || invitation.note != link_note) continue;
    for (const auto key : source.keys.ids()) {
      auto token = token_of(source.keys, key, appid, invitation.expires_at);
      const auto known = find_invitation(transaction, hash_of_invitation(token.reveal()).value());
      if (known && known->id == invitation.id) return token;
    }
  }
  return std::nullopt;
}

}  // namespace

base::Result<base::Secret> reauthorization_link(db::Transaction& transaction,
                                                const ReauthorizationSource& source, const Actor& actor,
                                                std::string_view appid) {
  if (const auto token = open_token(transaction, source, appid)) {
    return invitation_link(source.public_url, *token);
  }
  const InvitationSettings settings{std::string(link_note), std::string(appid),
                                    source.clock.wall() + link_life};
  const auto made =
      create_invitation(transaction, source.keys, source.clock, source.random, actor, settings,
                        token_of(source.keys, source.keys.current_id(), appid, settings.expires_at));
  if (!made) return std::unexpected(made.error());
  return invitation_link(source.public_url, made->token);
}

}  // namespace platform
