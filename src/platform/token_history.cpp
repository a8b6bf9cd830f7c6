#include "platform/token_history.hpp"

#include <utility>

#include "audit/outbox.hpp"
#include "base/json_writer.hpp"
#include "platform/reauthorization.hpp"
#include "platform/webhook_store.hpp"

namespace platform {
TokenHistory::TokenHistory(std::string instance, std::string public_url, const crypto::KeyRing& keys,
                           const base::Clock& clock, base::Random& random)
    : instance_(std::move(instance)),
      public_url_(std::move(public_url)),
      keys_(keys),
      clock_(clock),
      random_(random) {}

base::Result<> TokenHistory::lost(db::Transaction& transaction, int merchant, std::string_view appid,
                                  std::optional<std::int64_t> errcode) {
  auto link = invitation_to(transaction, appid);
  if (!link) return std::unexpected(link.error());
  std::string told = "{";
  base::JsonMembers members(told);
  if (errcode) members.number("errcode", *errcode);
  const std::string logged = told + "}";  // the link is not the log's business
  members.text_unless_empty("invitation", *link);
  announce(transaction, "needs_reauthorization", merchant, told + "}");
  return put(transaction, merchant, appid, "merchant_needs_reauthorization", logged);
}

// A link that this merchant alone can use, for whoever is told that it has to authorise again.
base::Result<std::string> TokenHistory::invitation_to(db::Transaction& transaction, std::string_view appid) {
  if (public_url_.empty() || !is_announced(transaction)) return std::string();
  const ReauthorizationSource source{public_url_, keys_, clock_, random_};
  const auto link = reauthorization_link(transaction, source, {"gateway", instance_}, appid);
  if (!link) return std::unexpected(link.error());
  return std::string(link->reveal());
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
