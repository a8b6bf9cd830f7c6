#include "platform/token_history.hpp"

#include <utility>

#include "audit/outbox.hpp"
#include "base/json_writer.hpp"
#include "platform/webhook_store.hpp"

namespace platform {

TokenHistory::TokenHistory(std::string instance, const crypto::KeyRing& keys, const base::Clock& clock,
                           base::Random& random)
    : instance_(std::move(instance)), keys_(keys), clock_(clock), random_(random) {}

base::Result<> TokenHistory::lost(db::Transaction& transaction, int merchant, std::string_view appid,
                                  std::optional<std::int64_t> errcode) {
  std::string details = "{";
  base::JsonMembers members(details);
  if (errcode) members.number("errcode", *errcode);
  details += "}";
  announce(transaction, "needs_reauthorization", merchant, details);
  return put(transaction, merchant, appid, "merchant_needs_reauthorization", details);
}

base::Result<> TokenHistory::found(db::Transaction& transaction, int merchant, std::string_view appid) {
  return put(transaction, merchant, appid, "merchant_tokens_found", "{}");
}

base::Result<> TokenHistory::put(db::Transaction& transaction, int merchant, std::string_view appid,
                                 std::string_view action, std::string details) {
  audit::Event event;
  event.kind = audit::Kind::authorization;
  event.time = clock_.wall();
  event.actor_kind = "gateway";
  event.actor = instance_;
  event.action = action;
  event.merchant = merchant;
  event.merchant_appid = appid;
  event.details = std::move(details);
  return audit::put(transaction, keys_, random_, event);
}

}  // namespace platform
