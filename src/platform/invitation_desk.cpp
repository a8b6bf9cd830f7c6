#include "platform/invitation_desk.hpp"

namespace platform {

using base::Awaitable;
using base::Result;

Awaitable<Result<InvitationDesk::Made>> InvitationDesk::invite(Actor actor, InvitationSettings settings) {
  if (public_url_.empty())
    co_return base::fail(base::Code::conflict,
                         "the gateway has no platform.public_url: an invitation is a link to it");
  auto created =
      co_await run([this, actor = std::move(actor), settings = std::move(settings)](db::Connection& session) {
        return invitations_.invite(session, actor, settings);
      });
  if (!created) co_return std::unexpected(created.error());
  co_return Made{std::move(created->invitation), invitation_link(public_url_, created->token)};
}

Awaitable<Result<std::vector<Invitation>>> InvitationDesk::page(int after, std::size_t limit) {
  using Invitations = std::vector<Invitation>;
  return run([after, limit](db::Connection& session) {
    return db::in_transaction(session, [&](db::Transaction& transaction) -> Result<Invitations> {
      return page_of_invitations(transaction, after, limit);
    });
  });
}

Awaitable<Result<>> InvitationDesk::revoke(Actor actor, int id) {
  return run([this, actor = std::move(actor), id](db::Connection& session) -> Result<> {
    const auto revoked = invitations_.revoke(session, actor, id);
    if (!revoked) return std::unexpected(revoked.error());
    return {};
  });
}

}  // namespace platform
