#include "platform/admission.hpp"

namespace platform {
namespace {

using Kind = Admission::Kind;

// Another consent of the same account mends it.
bool can_be_mended(const tenancy::Merchant& merchant) {
  const bool wrong_kind = merchant.service_type && !merchant.is_service_account();
  const bool complete =
      merchant.authorized && merchant.holds_permission_set(tenancy::marketcode_permission_set);
  return !wrong_kind && !complete;
}

Kind kind_of(InvitationState state) {
  switch (state) {
    case InvitationState::open:
      return Kind::admitted;
    case InvitationState::used:
      return Kind::used;
    case InvitationState::revoked:
      return Kind::revoked;
    case InvitationState::expired:
      return Kind::expired;
  }
  return Kind::no_invitation;
}

Admission judge(const Invitation& invitation, const std::optional<tenancy::Merchant>& merchant,
                base::WallTime now) {
  const auto state = state_of(invitation, now);
  if (state == InvitationState::open) return {Kind::admitted, invitation.id, invitation.biz_appid};
  const bool again = state == InvitationState::used && merchant && can_be_mended(*merchant) &&
                     now < invitation.expires_at && !invitation.revoked_at;
  if (again) return {Kind::admitted, invitation.id, merchant->appid};
  return {kind_of(state), 0, ""};
}

}  // namespace

Admission admit(const std::optional<Invitation>& invitation, const std::optional<tenancy::Merchant>& merchant,
                bool open, base::WallTime now) {
  Admission judged = invitation ? judge(*invitation, merchant, now) : Admission{};
  if (open && !judged.admitted()) return {Kind::admitted, 0, ""};
  return judged;
}

Entry judge_entry(const Invitation& invitation, std::string_view appid, bool authorized) {
  if (authorized) return Entry::free;
  if (!invitation.biz_appid.empty() && invitation.biz_appid != appid) return Entry::other_account;
  if (invitation.used_at) return invitation.merchant_appid == appid ? Entry::free : Entry::invitation_used;
  return invitation.revoked_at ? Entry::invitation_revoked : Entry::free;
}

std::string_view name(Entry entry) {
  switch (entry) {
    case Entry::free:
      return "free";
    case Entry::other_account:
      return "other_account";
    case Entry::invitation_used:
      return "invitation_used";
    case Entry::invitation_revoked:
      return "invitation_revoked";
  }
  return "other_account";
}

}  // namespace platform
