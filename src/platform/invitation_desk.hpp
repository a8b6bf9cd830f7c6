// Invitations for event loops: each call is one job on a thread of the database's.
#pragma once

#include <string>
#include <vector>

#include "base/async.hpp"
#include "db/executor.hpp"
#include "platform/invitations.hpp"

namespace platform {

// What Invitations fails with; Code::conflict without a public URL, which a link needs; Code::deadline_passed
// after ten seconds.
class InvitationDesk {
 public:
  InvitationDesk(std::string public_url, const crypto::KeyRing& keys, db::Executor& database,
                 const base::Clock& clock, base::Random& random)
      : public_url_(std::move(public_url)),
        invitations_(keys, clock, random),
        database_(database),
        clock_(clock) {}

  struct Made {
    Invitation invitation;
    base::Secret link;  // shown once
  };
  base::Awaitable<base::Result<Made>> invite(Actor actor, InvitationSettings settings);
  // Newest first, from the one after `after` on; 0: from the newest.
  base::Awaitable<base::Result<std::vector<Invitation>>> page(int after, std::size_t limit);
  base::Awaitable<base::Result<>> revoke(Actor actor, int id);

 private:
  template <class F>
  auto run(F work) {
    return database_.run(base::Deadline{clock_.steady() + std::chrono::seconds(10)}, std::move(work));
  }

  const std::string public_url_;
  Invitations invitations_;
  db::Executor& database_;
  const base::Clock& clock_;
};

}  // namespace platform
