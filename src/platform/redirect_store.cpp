#include "platform/redirect_store.hpp"

#include "audit/outbox.hpp"
#include "base/json_writer.hpp"
#include "platform/invitation_store.hpp"
#include "tenancy/tenancy_store.hpp"

namespace platform {

base::Result<> store_redirect(db::Connection& connection, const Observer& observer,
                              const Redirect& redirect) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<> {
    const auto hash = hash_of_code(redirect.code);
    if (codes_of_state(transaction, redirect.state, hash) >= most_codes) {
      return base::fail(base::Code::rate_limited, "this state has brought enough codes");
    }
    auto noted = note_code(transaction, observer.keys, observer.random, redirect.code, "", redirect.life);
    if (!noted) return noted;
    link_state(transaction, hash, redirect.state);
    if (redirect.invitation == 0) return {};
    link_invitation(transaction, hash, redirect.invitation);
    return note_invitation_use(transaction, observer, hash);
  });
}

base::Result<> note_invitation_use(db::Transaction& transaction, const Observer& observer,
                                   std::string_view code_hash) {
  const auto use = use_invitation(transaction, code_hash);
  if (!use) return {};
  const auto merchant = tenancy::find_merchant(transaction, use->merchant);
  if (!merchant) return std::unexpected(merchant.error());
  audit::Event event;
  event.kind = audit::Kind::authorization;
  event.time = observer.clock.wall();
  event.actor_kind = "gateway";
  event.actor = observer.instance;
  event.action = "invitation_used";
  event.merchant = merchant->id;
  event.merchant_appid = merchant->appid;
  event.details = "{";
  base::JsonMembers(event.details).number("invitation", use->invitation);
  event.details += '}';
  return audit::put(transaction, observer.keys, observer.random, event);
}

base::Result<std::optional<CodeFate>> read_fate(db::Connection& connection, std::string_view code_hash) {
  using Fate = std::optional<CodeFate>;
  auto state = read_code(connection, code_hash);
  if (!state) return std::unexpected(state.error());
  if (!*state) return base::fail(base::Code::not_found, "this code never came");
  if (!(*state)->end) return Fate();
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<Fate> {
    CodeFate fate{*(*state)->end, std::nullopt};
    if (fate.end.merchant) {
      auto merchant = tenancy::find_merchant(transaction, *fate.end.merchant);
      if (!merchant) return std::unexpected(merchant.error());
      fate.merchant = std::move(*merchant);
    }
    return fate;
  });
}

}  // namespace platform
