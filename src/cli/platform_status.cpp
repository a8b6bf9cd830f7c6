#include "cli/platform_status.hpp"

#include <iostream>

#include <CLI/CLI.hpp>

#include "base/json_writer.hpp"
#include "cli/listing.hpp"
#include "cli/reauthorization.hpp"
#include "cli/table.hpp"
#include "db/transaction.hpp"

namespace cli {
namespace {

using base::Result;
using Time = std::optional<base::WallTime>;

// "2 h 5 min", "40 s": two units at most.
std::string length_of(base::Micros time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 3'600) return std::to_string(seconds / 60) + " min";
  return std::to_string(seconds / 3'600) + " h " + std::to_string(seconds / 60 % 60) + " min";
}

std::string moment_from(base::WallTime time, base::WallTime now) {
  const std::string text = base::to_rfc3339(time).substr(0, 19) + "Z";
  return time <= now ? text + ", " + length_of(now - time) + " ago" : text + ", in " + length_of(time - now);
}

std::string moment_from(const Time& time, base::WallTime now) {
  return time ? moment_from(*time, now) : "none";
}

std::string failure(const tokens::TokenState& token, base::WallTime now) {
  if (!token.failing_since) return "";
  std::string text =
      moment_from(*token.failing_since, now) + ", " + std::to_string(token.failures) + " times";
  if (token.last_errcode) text += ", errcode " + std::to_string(*token.last_errcode);
  return text;
}

std::string merchants(const app::PlatformStatus& status) {
  std::string text;
  for (const auto& [health, count] : status.merchants) {
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + health;
  }
  return text;
}

std::string to_json(const app::PlatformStatus& status, base::WallTime now) {
  const auto& platform = status.platform;
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("component_appid", platform.component_appid);
  std::string& ticket = members.key("ticket");
  ticket += '{';
  base::JsonMembers of_ticket(ticket);
  add_time(of_ticket, "received_at", platform.ticket_received_at);
  if (platform.ticket_received_at) {
    const auto age = std::chrono::floor<std::chrono::seconds>(now - *platform.ticket_received_at);
    of_ticket.number("age_seconds", age.count());
  }
  add_time(of_ticket, "valid_until", app::ticket_valid_until(status));
  add_time(of_ticket, "asked_for_at", status.ticket_asked_at);
  ticket += '}';
  std::string& token = members.key("component_token");
  token += '{';
  base::JsonMembers of_token(token);
  add_time(of_token, "expires_at", platform.token.expires_at);
  of_token.number("generation", platform.token.generation);
  add_time(of_token, "failing_since", platform.token.failing_since);
  if (platform.token.failing_since) of_token.number("failures", platform.token.failures);
  if (platform.token.last_errcode) of_token.number("last_errcode", *platform.token.last_errcode);
  token += '}';
  std::string& counts = members.key("merchants");
  counts += '{';
  base::JsonMembers of_merchants(counts);
  for (const auto& [health, count] : status.merchants) {
    of_merchants.number(health, count);
  }
  counts += '}';
  if (!status.must_authorize.empty()) {
    std::string list;
    for (const auto& [appid, link] : status.must_authorize) {
      list += list.empty() ? "[{" : ",{";
      base::JsonMembers(list).text("appid", appid).text_unless_empty("reauthorization_link", link);
      list += '}';
    }
    members.raw("must_authorize", list + "]");
  }
  return out += "}\n";
}

Result<> show_platform(Context& context) {
  const auto keys = context.keys();
  if (!keys) return std::unexpected(keys.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto now = context.clock().wall();
  auto status = app::read_platform_status(**database, **keys, now);
  if (!status) return std::unexpected(status.error());
  const auto linked = db::in_transaction(**database, [&](db::Transaction& transaction) -> Result<> {
    std::vector<std::string> appids;
    for (const auto& [appid, link] : status->must_authorize) {
      appids.push_back(appid);
    }
    auto links = reauthorization_links(context, transaction, appids);
    if (!links) return std::unexpected(links.error());
    status->must_authorize = std::move(*links);
    return {};
  });
  if (!linked) return linked;
  print_status(std::cout, *status, now, context.json);
  return {};
}

}  // namespace

void print_status(std::ostream& out, const app::PlatformStatus& status, base::WallTime now, bool json) {
  if (json) {
    out << to_json(status, now);
    return;
  }
  const auto& platform = status.platform;
  std::vector<Row> rows{{"component_appid", platform.component_appid},
                        {"ticket received", moment_from(platform.ticket_received_at, now)},
                        {"ticket valid until", moment_from(app::ticket_valid_until(status), now)}};
  if (status.ticket_asked_at) rows.push_back({"ticket asked for", moment_from(status.ticket_asked_at, now)});
  rows.push_back({"component token expires", moment_from(platform.token.expires_at, now)});
  rows.push_back({"component token generation", std::to_string(platform.token.generation)});
  if (platform.token.failing_since) {
    rows.push_back({"component token failing since", failure(platform.token, now)});
  }
  rows.push_back({"merchants", merchants(status)});
  print_table(out, {"WHAT", "STATE"}, rows);
  print_links(out, status.must_authorize);
}

void add_status(CLI::App& platform, Context& context, Command& chosen) {
  add_command(platform, "status", "Show the ticket, the component token and the health of merchants' tokens",
              chosen, [&context] { return show_platform(context); });
}

}  // namespace cli
