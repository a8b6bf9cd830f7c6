#include "platform/invitations.hpp"

#include "audit/outbox.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "db/transaction.hpp"
#include "platform/administration_checks.hpp"

namespace platform {
namespace {

using base::Code;
using base::Result;

constexpr std::chrono::days longest_life{366};
constexpr std::size_t longest_note = 200;

Result<> check(const InvitationSettings& settings, base::WallTime now) {
  if (settings.note.size() > longest_note || base::has_control(settings.note) ||
      !base::is_utf8(settings.note)) {
    return base::fail(Code::invalid_argument, "a note has at most 200 bytes of text in one line");
  }
  if (settings.expires_at <= now) return base::fail(Code::invalid_argument, "the end lies in the past");
  if (settings.expires_at > now + longest_life) {
    return base::fail(Code::invalid_argument, "an invitation lives for a year at most");
  }
  return settings.biz_appid.empty() ? Result<>{} : check_appid(settings.biz_appid);
}

// The token is not in it.
audit::Event invitation_event(const Actor& actor, std::string action, const Invitation& invitation,
                              base::WallTime time) {
  audit::Event event;
  event.kind = audit::Kind::admin;
  event.time = time;
  event.actor_kind = actor.kind;
  event.actor = actor.name;
  event.action = std::move(action);
  event.details = "{";
  base::JsonMembers(event.details)
      .number("invitation", invitation.id)
      .text_unless_empty("note", invitation.note)
      .text_unless_empty("biz_appid", invitation.biz_appid)
      .text("expires_at", base::to_rfc3339(invitation.expires_at));
  event.details += '}';
  return event;
}

}  // namespace

Result<CreatedInvitation> create_invitation(db::Transaction& transaction, const crypto::KeyRing& keys,
                                            const base::Clock& clock, base::Random& random,
                                            const Actor& actor, const InvitationSettings& settings,
                                            std::optional<base::Secret> token) {
  if (!token) token = make_invitation_token(random);
  auto invitation =
      insert_invitation(transaction, hash_of_invitation(token->reveal()).value(), settings, actor.name);
  const auto noted = audit::put(transaction, keys, random,
                                invitation_event(actor, "invitation_created", invitation, clock.wall()));
  if (!noted) return std::unexpected(noted.error());
  return CreatedInvitation{std::move(invitation), *std::move(token)};
}

Invitations::Invitations(const crypto::KeyRing& keys, const base::Clock& clock, base::Random& random)
    : keys_(keys), clock_(clock), random_(random) {}

Result<CreatedInvitation> Invitations::invite(db::Connection& connection, const Actor& actor,
                                              const InvitationSettings& settings) {
  if (auto good = check(settings, clock_.wall()); !good) return std::unexpected(good.error());
  return db::in_transaction(connection, [&](db::Transaction& transaction) {
    return create_invitation(transaction, keys_, clock_, random_, actor, settings);
  });
}

Result<Invitation> Invitations::revoke(db::Connection& connection, const Actor& actor, int id) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> Result<Invitation> {
    auto invitation = revoke_invitation(transaction, id, actor.name);
    if (!invitation) return invitation;
    const auto noted = audit::put(transaction, keys_, random_,
                                  invitation_event(actor, "invitation_revoked", *invitation, clock_.wall()));
    if (!noted) return std::unexpected(noted.error());
    return invitation;
  });
}

}  // namespace platform
