// webhook_delivery: what the provider's own systems are to be told.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "db/connection.hpp"
#include "db/transaction.hpp"
#include "platform/merchant_update.hpp"
#include "platform/webhook_message.hpp"

namespace platform {

// Whether there is anybody to tell: as the configuration of the gateway that starts says.
base::Result<> enable_webhook(db::Connection& connection, bool enabled);

bool is_announced(db::Transaction& transaction);  // whether announce() puts anything down

// Puts down what happened to a merchant, in the transaction of the change; nothing while nobody is to be
// told. Types: "authorized", "updated", "left", "needs_reauthorization". Throws what pqxx throws.
void announce(db::Transaction& transaction, std::string_view type, int merchant,
              std::string_view details = "{}");

// Puts down that no ticket has come for over an hour, once for each time that happens.
base::Result<> announce_overdue_ticket(db::Connection& connection);
// Removes what was settled over 30 days ago.
base::Result<> forget_old_deliveries(db::Connection& connection);

// The delivery that has waited longest; nobody else takes it for `lease`. Nothing when none is due.
base::Result<std::optional<WebhookDelivery>> take_delivery(db::Connection& connection, std::string_view owner,
                                                           std::chrono::milliseconds lease);

struct WebhookOutcome {
  int status = 0;       // of the answer; 0: there was none
  std::string failure;  // why it counts as none; empty: delivered
};
// Ends a try: delivered, or to be tried again after `pause`, or given up, with a `system` line in the log.
// Nothing happens when the lease is another's by now.
base::Result<> end_delivery(db::Connection& connection, const Observer& observer, std::string_view owner,
                            const WebhookDelivery& delivery, const WebhookOutcome& outcome,
                            std::optional<std::chrono::seconds> pause);

}  // namespace platform
