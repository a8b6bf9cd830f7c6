#include "cli/merchant_show.hpp"

#include <algorithm>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "audit/search.hpp"
#include "base/json.hpp"
#include "base/json_writer.hpp"
#include "cli/listing.hpp"
#include "cli/table.hpp"
#include "cli/token_reports.hpp"
#include "db/transaction.hpp"
#include "tenancy/details_store.hpp"
#include "tenancy/permission_sets.hpp"
#include "tokens/token_store.hpp"

namespace cli {
namespace {

using base::Result;

constexpr std::size_t events_shown = 20;

// One thing that was done or happened, as its line in the audit log tells.
struct Happening {
  base::WallTime time;
  std::string action;
  std::string details;  // a JSON object
};

struct Portrait {
  tenancy::Merchant merchant;
  tenancy::MerchantDetails details;
  tokens::HealthReport token;
  std::int64_t generation = 0;
  std::optional<base::WallTime> refreshed_at;
  std::vector<tenancy::ApiKey> keys;
  std::vector<Happening> events;  // newest first
  ReauthorizationLinks links;     // its own, when it has to authorise again
};

std::string kind_of(const Portrait& portrait) {
  const tenancy::Merchant& merchant = portrait.merchant;
  if (merchant.mini_program) return "Mini Program";
  if (!merchant.service_type) return "not known yet";
  return merchant.is_service_account() ? "Service Account" : "Subscription Account";
}

bool is_verified(const Portrait& portrait) { return portrait.details.verify_type.value_or(-1) >= 0; }

std::vector<int> sorted_sets(const tenancy::Merchant& merchant) {
  auto sets = merchant.permission_sets;
  std::ranges::sort(sets);
  return sets;
}

void print_portrait(std::ostream& out, const Portrait& portrait, base::WallTime now) {
  const tenancy::Merchant& merchant = portrait.merchant;
  const tenancy::MerchantDetails& details = portrait.details;
  std::vector<Row> rows{
      {"appid", merchant.appid},
      {"name", merchant.nick_name},
      {"company", merchant.principal_name},
      {"user name", details.user_name},
      {"kind", kind_of(portrait) + (is_verified(portrait) ? ", verified" : "")},
      {"state", state_of(merchant)},
      {"authorised", merchant.authorized ? "since " + moment(details.authorized_at) + ", authorisation " +
                                               std::to_string(merchant.authorization_version)
                                         : "no, left " + moment(details.unauthorized_at)},
      {"read at WeChat", moment(merchant.state_read_at)},
      {"token", words(portrait.token)},
      {"token expires", moment(portrait.token.expires_at)},
      {"token refreshed", moment(portrait.refreshed_at)},
      {"generation", std::to_string(portrait.generation)},
  };
  if (merchant.suspended_at) {
    rows.push_back({"suspended", moment(merchant.suspended_at) + ": " + details.suspended_reason});
  }
  print_table(out, {"MERCHANT", ""}, rows);
  print_links(out, portrait.links);

  std::vector<Row> sets;
  for (const int set : sorted_sets(merchant)) {
    const bool needed = set == tenancy::marketcode_permission_set;
    sets.push_back({std::to_string(set), std::string(tenancy::permission_set_name(set)) +
                                             (needed ? "  <- what the gateway needs" : "")});
  }
  if (!merchant.holds_permission_set(tenancy::marketcode_permission_set)) {
    sets.push_back({std::to_string(tenancy::marketcode_permission_set),
                    std::string(tenancy::permission_set_name(tenancy::marketcode_permission_set)) +
                        "  <- MISSING: the merchant has to authorise again and grant it"});
  }
  out << '\n';
  print_table(out, {"SET", "NAME"}, sets);
  out << '\n';
  print_keys(out, portrait.keys, {{merchant.id, merchant.appid}}, now, false);

  std::vector<Row> events;
  events.reserve(portrait.events.size());
  for (const auto& event : portrait.events)
    events.push_back({moment(event.time), event.action, event.details});
  out << '\n';
  print_table(out, {"WHEN", "WHAT", "DETAILS"}, events);
}

template <class T, class F>
std::string json_list(const std::vector<T>& values, F json_of_value) {
  std::string out = "[";
  for (const T& value : values) {
    if (out.size() > 1) out += ',';
    out += json_of_value(value);
  }
  return out + "]";
}

std::string json_of_set(int set) {
  std::string out = "{";
  base::JsonMembers(out).number("id", set).text_unless_empty("name", tenancy::permission_set_name(set));
  return out + "}";
}

std::string json_of_event(const Happening& event) {
  std::string out = "{";
  base::JsonMembers(out)
      .text("time", base::to_rfc3339(event.time))
      .text("action", event.action)
      .raw("details", event.details);
  return out + "}";
}

void print_portrait_json(std::ostream& out, const Portrait& portrait, base::WallTime now) {
  const tenancy::Merchant& merchant = portrait.merchant;
  std::string text = "{";
  base::JsonMembers members(text);
  members.text("appid", merchant.appid)
      .text("nick_name", merchant.nick_name)
      .text("principal_name", merchant.principal_name)
      .text("user_name", portrait.details.user_name)
      .text("kind", kind_of(portrait))
      .boolean("verified", is_verified(portrait))
      .text("state", state_of(merchant))
      .boolean("authorized", merchant.authorized)
      .number("authorization", merchant.authorization_version);
  add_time(members, "created_at", portrait.details.created_at);
  add_time(members, "authorized_at", portrait.details.authorized_at);
  add_time(members, "unauthorized_at", portrait.details.unauthorized_at);
  add_time(members, "suspended_at", merchant.suspended_at);
  members.text_unless_empty("suspended_reason", portrait.details.suspended_reason);
  add_time(members, "state_read_at", merchant.state_read_at);
  members.boolean("permission_set_46", merchant.holds_permission_set(tenancy::marketcode_permission_set))
      .raw("permission_sets", json_list(sorted_sets(merchant), json_of_set))
      .raw("token", json_of(portrait.token))
      .number("token_generation", portrait.generation);
  add_time(members, "token_refreshed_at", portrait.refreshed_at);
  for (const auto& [appid, link] : portrait.links) {
    members.text_unless_empty("reauthorization_link", link);
  }
  members
      .raw("keys",
           json_list(portrait.keys, [&](const auto& key) { return json_of_key(key, merchant.appid, now); }))
      .raw("history", json_list(portrait.events, json_of_event));
  out << text << "}\n";
}

Result<Portrait> read_portrait(Context& context, db::Transaction& transaction, const std::string& appid,
                               base::WallTime now) {
  const auto merchant = tenancy::find_merchant(transaction, appid);
  if (!merchant) return std::unexpected(merchant.error());
  auto details = tenancy::merchant_details(transaction, merchant->id);
  if (!details) return std::unexpected(details.error());
  Portrait portrait;
  portrait.merchant = *merchant;
  portrait.details = std::move(*details);
  portrait.keys = tenancy::list_keys(transaction, merchant->id);
  if (const auto held = tokens::held_token(transaction, merchant->id)) {
    portrait.token = tokens::health(held->state, now, held->leased);
    portrait.generation = held->state.generation;
    portrait.refreshed_at = held->state.refreshed_at;
  }
  if (merchant->authorized && portrait.token.health == tokens::Health::needs_reauthorization) {
    auto links = reauthorization_links(context, transaction, {appid});
    if (!links) return std::unexpected(links.error());
    portrait.links = std::move(*links);
  }
  return portrait;
}

Result<std::vector<Happening>> history_of(Context& context, db::Connection& database,
                                          const std::string& appid) {
  audit::PageRequest request;
  request.filter.merchant = appid;
  request.filter.kinds = {audit::Kind::authorization, audit::Kind::admin};
  request.limit = events_shown;
  const auto page = audit::search(database, request, context.clock());
  if (!page) return std::unexpected(page.error());
  if (page->cut_short || !page->away.empty())
    std::cerr << "warning: older lines of its history were not read, or are in archives\n";
  std::vector<Happening> history;
  for (const audit::Found& found : page->records) {
    const auto line = base::parse_json(found.line);
    if (!line) continue;  // verification tells of it
    history.push_back({found.place.time, line->value("action", ""),
                       line->value("details", nlohmann::json::object()).dump()});
  }
  return history;
}

Result<> show_merchant(Context& context, const std::string& appid) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto now = context.clock().wall();
  auto portrait = db::in_transaction(**database, [&](db::Transaction& transaction) {
    token_reports(context, transaction);  // for what it says about refused addresses
    return read_portrait(context, transaction, appid, now);
  });
  if (!portrait) return std::unexpected(portrait.error());
  auto history = history_of(context, **database, appid);
  if (history) {
    portrait->events = std::move(*history);
  } else {
    std::cerr << "warning: the history could not be read: " << history.error().detail << '\n';
  }
  if (context.json) {
    print_portrait_json(std::cout, *portrait, now);
  } else {
    print_portrait(std::cout, *portrait, now);
  }
  return {};
}

}  // namespace

void add_show(CLI::App& merchants, Context& context, Command& chosen) {
  const auto appid = std::make_shared<std::string>();
  add_command(merchants, "show", "Everything that is known about one merchant, but secrets", chosen,
              [&context, appid] { return show_merchant(context, *appid); })
      .add_option("appid,--appid", *appid, "The merchant's appid")
      ->required();
}

}  // namespace cli
