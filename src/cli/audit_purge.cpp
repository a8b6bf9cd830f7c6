// audit purge request, approve, run, list: records that were archived and detached leave the database.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "audit/archive.hpp"
#include "audit/purge_store.hpp"
#include "base/json_writer.hpp"
#include "cli/audit_leaving.hpp"
#include "cli/listing.hpp"
#include "cli/table.hpp"

namespace cli {
namespace {

using base::Code;
using base::fail;
using base::Result;

struct PurgeOptions {
  int id = 0;
  std::vector<std::string> days;
  int older_than = 0;
  std::string reason;
  std::string folder;
};

std::string joined_days(const std::vector<std::string>& days, const std::string& quote = "") {
  std::string out;
  for (const std::string& day : days) {
    if (!out.empty()) out += ',';
    out.append(quote).append(day).append(quote);
  }
  return out;
}

std::string purge_json(const audit::PurgeRequest& request) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.number("id", request.id)
      .text("state", audit::state_of(request))
      .raw("days", "[" + joined_days(request.days, "\"") + "]")
      .text("reason", request.reason)
      .text("requested_at", base::to_rfc3339(request.requested_at))
      .text("requested_by", request.requested_by)
      .text_unless_empty("approved_by", request.approved_by);
  if (request.finished_at) members.text("finished_at", base::to_rfc3339(*request.finished_at));
  return out + "}";
}

Result<int> min_days(Context& context) {
  const auto config = context.config();
  if (!config) return std::unexpected(config.error());
  return (*config)->retention.min_days;
}

// Days of that age that can be purged: the others are not meant.
Result<std::vector<std::string>> days_older_than(db::Connection& database, int days, int min) {
  const auto states = audit::day_states(database);
  if (!states) return std::unexpected(states.error());
  std::vector<std::string> found;
  for (const audit::DayState& state : *states) {
    if (state.age > days && !audit::obstacle_to_purge(state, min)) found.push_back(state.day);
  }
  return found;
}

Result<> request(Context& context, const PurgeOptions& options) {
  if (options.days.empty() == (options.older_than == 0))
    return fail(Code::invalid_argument, "either --day or --older-than is needed");
  const auto min = min_days(context);
  if (!min) return std::unexpected(min.error());
  const auto hand = hand_of(context);
  if (!hand) return std::unexpected(hand.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  auto days = options.days;
  if (days.empty()) {
    auto found = days_older_than(**database, options.older_than, *min);
    if (!found) return std::unexpected(found.error());
    days = std::move(*found);
  }
  const auto made = audit::request_purge(**database, *hand, days, options.reason, *min);
  if (!made) return std::unexpected(made.error());
  std::cout << (context.json ? purge_json(*made) : std::to_string(made->id)) << '\n';
  std::cerr << "another OS user has to approve it within 7 days: audit purge approve " << made->id << '\n';
  return {};
}

Result<> approve(Context& context, const PurgeOptions& options) {
  const auto hand = hand_of(context);
  if (!hand) return std::unexpected(hand.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto approved = audit::approve_purge(**database, *hand, options.id);
  if (!approved) return std::unexpected(approved.error());
  std::cerr << "request " << approved->id << " of " << approved->requested_by
            << " is approved: " << joined_days(approved->days) << '\n';
  return {};
}

// A day counts as safe only where its archive is read, now.
Result<> purge_day(db::Connection& database, const audit::Hand& hand, const PurgeOptions& options,
                   const std::string& day, int min, std::span<const audit::Verifier> keys) {
  const auto recorded = audit::find_archive(database, day);
  if (!recorded) return std::unexpected(recorded.error());
  if (!*recorded) return fail(Code::conflict, day + ": is not archived");
  const auto files = audit::archive_files(options.folder, day);
  if (auto same = audit::compare_archive(files, **recorded); !same) return same;
  if (const auto verified = audit::verify_archive(files, day, keys); !verified)
    return std::unexpected(verified.error());
  if (auto dropped = audit::drop_day(database, hand, options.id, day, min); !dropped) return dropped;
  std::cout << day << ": purged\n";
  return {};
}

Result<> run_purge(Context& context, const PurgeOptions& options) {
  const auto min = min_days(context);
  if (!min) return std::unexpected(min.error());
  const auto hand = hand_of(context);
  if (!hand) return std::unexpected(hand.error());
  const auto owner = context.owner_database();
  if (!owner) return std::unexpected(owner.error());
  db::Connection& database = **owner;
  const auto request = audit::find_purge(database, options.id);
  if (!request) return std::unexpected(request.error());
  if (const auto obstacle = audit::obstacle_to_run(*request); obstacle)
    return fail(Code::conflict, "request " + std::to_string(options.id) + ": " + *obstacle);
  const auto keys = trusted_keys(context, database);
  if (!keys) return std::unexpected(keys.error());
  for (const std::string& day : request->days) {
    const auto state = audit::day_state(database, day);
    if (!state) return std::unexpected(state.error());
    if (state->purged) continue;  // by a run that was cut off
    if (auto purged = purge_day(database, *hand, options, day, *min, *keys); !purged) return purged;
  }
  return audit::finish_purge(database, *hand, options.id);
}

Result<> list_purges(Context& context) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto requests = audit::list_purges(**database);
  if (!requests) return std::unexpected(requests.error());
  if (context.json) {
    std::string out;
    for (const auto& request : *requests) {
      out += (out.empty() ? "" : ",\n ") + purge_json(request);
    }
    std::cout << '[' << out << "]\n";
    return {};
  }
  std::vector<Row> rows;
  rows.reserve(requests->size());
  for (const auto& request : *requests) {
    rows.push_back({std::to_string(request.id), std::string(audit::state_of(request)), request.requested_by,
                    request.approved_by, moment(request.requested_at), joined_days(request.days),
                    request.reason});
  }
  print_table(std::cout, {"ID", "STATE", "BY", "APPROVED BY", "REQUESTED", "DAYS", "REASON"}, rows);
  return {};
}

}  // namespace

void add_audit_purge(CLI::App& audit, Context& context, Command& chosen) {
  CLI::App* purge = audit.add_subcommand("purge", "Drop detached days: two people, and the archive at hand");
  purge->require_subcommand(1);
  purge->fallthrough();
  const auto options = std::make_shared<PurgeOptions>();
  auto& asking = add_command(*purge, "request", "Ask for days to be purged; print the request's number",
                             chosen, [&context, options] { return request(context, *options); });
  asking.add_option("--day", options->days, "A day, as in 2026-11-22; repeatable")
      ->take_all()
      ->allow_extra_args(false);
  asking
      .add_option("--older-than", options->older_than,
                  "Every detached day that is more than so many days old")
      ->check(CLI::PositiveNumber);
  asking.add_option("--reason", options->reason, "Stands in the log")->required();
  add_command(*purge, "approve", "Agree to a request of somebody else", chosen,
              [&context, options] { return approve(context, *options); })
      .add_option("id,--id", options->id, "Its number")
      ->required();
  auto& running = add_command(*purge, "run", "Drop the days of an approved request (owner role)", chosen,
                              [&context, options] { return run_purge(context, *options); });
  running.add_option("id,--id", options->id, "Its number")->required();
  running.add_option("--archive", options->folder, "Where the archives of the days are")->required();
  add_command(*purge, "list", "List requests and what became of them", chosen,
              [&context] { return list_purges(context); });
}

}  // namespace cli
