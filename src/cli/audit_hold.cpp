// audit hold add, list, release: days that stay whatever their age.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "audit/hold_store.hpp"
#include "base/json_writer.hpp"
#include "cli/audit_leaving.hpp"
#include "cli/listing.hpp"
#include "cli/table.hpp"

namespace cli {
namespace {

using base::Result;

struct HoldOptions {
  int id = 0;
  std::string first_day;
  std::string last_day;
  std::string reason;
};

std::string hold_json(const audit::Hold& hold) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.number("id", hold.id)
      .text("from", hold.first_day)
      .text("to", hold.last_day)
      .text("reason", hold.reason)
      .text("created_at", base::to_rfc3339(hold.created_at))
      .text("created_by", hold.created_by);
  if (hold.released_at) members.text("released_at", base::to_rfc3339(*hold.released_at));
  members.text_unless_empty("released_by", hold.released_by);
  return out + "}";
}

Result<> add(Context& context, const HoldOptions& options) {
  const auto hand = hand_of(context);
  if (!hand) return std::unexpected(hand.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto hold = audit::add_hold(**database, *hand, options.first_day, options.last_day, options.reason);
  if (!hold) return std::unexpected(hold.error());
  std::cout << (context.json ? hold_json(*hold) : std::to_string(hold->id)) << '\n';
  return {};
}

Result<> release(Context& context, const HoldOptions& options) {
  const auto hand = hand_of(context);
  if (!hand) return std::unexpected(hand.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto hold = audit::release_hold(**database, *hand, options.id, options.reason);
  if (!hold) return std::unexpected(hold.error());
  std::cerr << "hold " << hold->id << " is released\n";
  return {};
}

Result<> list_holds(Context& context) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto holds = audit::list_holds(**database);
  if (!holds) return std::unexpected(holds.error());
  if (context.json) {
    std::string out;
    for (const auto& hold : *holds) {
      out += (out.empty() ? "" : ",\n ") + hold_json(hold);
    }
    std::cout << '[' << out << "]\n";
    return {};
  }
  std::vector<Row> rows;
  rows.reserve(holds->size());
  for (const auto& hold : *holds) {
    rows.push_back({std::to_string(hold.id), hold.first_day, hold.last_day, hold.created_by,
                    moment(hold.released_at), hold.reason});
  }
  print_table(std::cout, {"ID", "FROM", "TO", "BY", "RELEASED", "REASON"}, rows);
  return {};
}

}  // namespace

void add_audit_hold(CLI::App& audit, Context& context, Command& chosen) {
  CLI::App* hold = audit.add_subcommand("hold", "Days that are not detached, purged or made unreadable");
  hold->require_subcommand(1);
  hold->fallthrough();
  const auto options = std::make_shared<HoldOptions>();
  auto& adding = add_command(*hold, "add", "Hold the days from one to another; print the hold's number",
                             chosen, [&context, options] { return add(context, *options); });
  adding.add_option("--from", options->first_day, "UTC day, as in 2026-11-22")->required();
  adding.add_option("--to", options->last_day, "The last day, held too")->required();
  adding.add_option("--reason", options->reason, "Stands in the log")->required();
  auto& releasing = add_command(*hold, "release", "Let the days go the way of all days again", chosen,
                                [&context, options] { return release(context, *options); });
  releasing.add_option("id,--id", options->id, "Its number")->required();
  releasing.add_option("--reason", options->reason, "Stands in the log")->required();
  add_command(*hold, "list", "List holds, released ones too", chosen,
              [&context] { return list_holds(context); });
}

}  // namespace cli
