// Invitations in PostgreSQL.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "db/transaction.hpp"
#include "platform/invitation.hpp"

namespace platform {

struct InvitationSettings {
  std::string note;
  std::string biz_appid;
  base::WallTime expires_at;
};

// All throw what pqxx throws.

Invitation insert_invitation(db::Transaction& transaction, std::string_view hash,
                             const InvitationSettings& settings, std::string_view created_by);
// Newest first.
std::vector<Invitation> list_invitations(db::Transaction& transaction);
// The same from the one after `after` on; 0: from the newest.
std::vector<Invitation> page_of_invitations(db::Transaction& transaction, int after, std::size_t limit);
// Those that only this account may use, newest first.
std::vector<Invitation> invitations_for(db::Transaction& transaction, std::string_view biz_appid);
std::optional<Invitation> find_invitation(db::Transaction& transaction, std::string_view hash);
// Code::not_found, or Code::conflict when it is used or revoked already.
base::Result<Invitation> revoke_invitation(db::Transaction& transaction, int id, std::string_view revoked_by);
// Notes that the redirect with this code came by the invitation.
void link_invitation(db::Transaction& transaction, std::string_view code_hash, int invitation);
// The invitation that the code came by, and nobody changes it until the transaction's end.
std::optional<Invitation> lock_invitation_of(db::Transaction& transaction, std::string_view code_hash);
// Marks the code's invitation as used by the merchant that the code brought in, if it lets that one in; gives
// both ids when it was not used before.
struct InvitationUse {
  int invitation = 0;
  int merchant = 0;
};
std::optional<InvitationUse> use_invitation(db::Transaction& transaction, std::string_view code_hash);

}  // namespace platform
