#include "platform/merchant_update.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "audit/outbox.hpp"
#include "base/json_writer.hpp"
#include "db/transaction.hpp"
#include "platform/administration_details.hpp"
#include "platform/consent_store.hpp"
#include "platform/webhook_store.hpp"
#include "tenancy/tenancy_store.hpp"

namespace platform {
namespace {

using tenancy::Merchant;

std::vector<int> sorted(std::vector<int> numbers) {
  std::ranges::sort(numbers);
  return numbers;
}

bool may_the_same(const Merchant& a, const Merchant& b) {
  return a.authorized == b.authorized && a.service_type == b.service_type &&
         a.mini_program == b.mini_program && sorted(a.permission_sets) == sorted(b.permission_sets);
}

std::string_view action_of(const Merchant& before, const Merchant& now) {
  if (before.authorized == now.authorized) return "merchant_state_changed";
  return now.authorized ? "merchant_authorization_found" : "merchant_authorization_missing";
}

std::string_view webhook_of(const Merchant& before, const Merchant& now) {
  if (!now.authorized) return "left";
  return before.authorized ? "updated" : "authorized";
}

std::string rights_of(const Merchant& merchant) {
  std::string sets;
  for (const int set : sorted(merchant.permission_sets)) {
    sets += (sets.empty() ? "" : ",") + std::to_string(set);
  }
  std::string out = "{";
  base::JsonMembers members(out);
  members.boolean("authorized", merchant.authorized);
  if (merchant.service_type) members.number("service_type", *merchant.service_type);
  members.boolean("mini_program", merchant.mini_program).raw("permission_sets", "[" + sets + "]");
  return out + "}";
}

base::Result<> log_change(db::Transaction& transaction, const Observer& observer, const Merchant& before,
                          const Merchant& now) {
  if (may_the_same(before, now)) return {};
  audit::Event event;
  event.kind = audit::Kind::authorization;
  event.time = observer.clock.wall();
  event.actor_kind = "gateway";
  event.actor = observer.instance;
  event.action = action_of(before, now);
  event.merchant = now.id;
  event.merchant_appid = now.appid;
  event.details = "{";
  base::JsonMembers(event.details).raw("now", rights_of(now)).raw("before", rights_of(before));
  event.details += "}";
  announce(transaction, webhook_of(before, now), now.id, now.authorized ? told_of(now) : "{}");
  return audit::put(transaction, observer.keys, observer.random, event);
}

bool is_overtaken(const AskedAbout& asked, const Merchant& now) {
  return now.authorization_version != asked.authorization_version || now.authorized != asked.authorized;
}

// `change` in a transaction of its own, with the line that tells of it.
template <class F>
base::Result<Merchant> update(db::Connection& connection, const Observer& observer, const AskedAbout& asked,
                              F change) {
  return db::in_transaction(connection, [&](db::Transaction& transaction) -> base::Result<Merchant> {
    tenancy::lock_changes(transaction);
    const auto before = tenancy::find_merchant(transaction, asked.merchant);
    if (!before || is_overtaken(asked, *before)) return before;
    if (const auto changed = change(transaction, *before); !changed) return std::unexpected(changed.error());
    auto now = tenancy::find_merchant(transaction, asked.merchant);
    if (!now) return now;
    if (const auto logged = log_change(transaction, observer, *before, *now); !logged) {
      return std::unexpected(logged.error());
    }
    return now;
  });
}

}  // namespace

AskedAbout asked_about(const Merchant& merchant) {
  return {merchant.id, merchant.authorization_version, merchant.authorized};
}

base::Result<Merchant> store_merchant_state(db::Connection& connection, const Observer& observer,
                                            const AskedAbout& asked, const tenancy::MerchantState& state) {
  return update(connection, observer, asked,
                [&](db::Transaction& transaction, const Merchant& before) -> base::Result<> {
                  if (auto stored = tenancy::store_state(transaction, asked.merchant, state); !stored)
                    return stored;
                  // WeChat knows of its consent; here it does not come in by another way than the one it was
                  // refused.
                  if (is_turned_away(transaction, before.appid)) return {};
                  return tenancy::set_authorized(transaction, asked.merchant, true);
                });
}

base::Result<Merchant> store_not_authorized(db::Connection& connection, const Observer& observer,
                                            const AskedAbout& asked) {
  return update(connection, observer, asked, [&asked](db::Transaction& transaction, const Merchant&) {
    return tenancy::set_authorized(transaction, asked.merchant, false);
  });
}

}  // namespace platform
