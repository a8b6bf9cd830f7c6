// audit usage: what merchants asked in a month, with the manifests that say so.
#include <iostream>
#include <memory>
#include <set>

#include <CLI/CLI.hpp>

#include "audit/usage.hpp"
#include "base/file.hpp"
#include "base/json_writer.hpp"
#include "cli/audit_asked.hpp"
#include "cli/table.hpp"

namespace cli {
namespace {

using base::Result;

struct Options {
  std::string month;
  std::string merchant;
  std::string notes;
  std::string reason;
};

struct Line {
  std::string merchant;
  audit::Outcome outcome;
  std::int64_t proven;
  std::int64_t open;
};

std::int64_t count_in(const std::map<std::string, audit::OutcomeCounts>& counts, const std::string& merchant,
                      audit::Outcome outcome) {
  const auto found = counts.find(merchant);
  if (found == counts.end()) return 0;
  const auto count = found->second.find(outcome);
  return count == found->second.end() ? 0 : count->second;
}

std::vector<Line> lines_of(const audit::Usage& usage) {
  std::set<std::pair<std::string, audit::Outcome>> keys;
  for (const auto* counts : {&usage.proven, &usage.open}) {
    for (const auto& [merchant, outcomes] : *counts) {
      for (const auto& [outcome, count] : outcomes)
        keys.emplace(merchant, outcome);
    }
  }
  std::vector<Line> lines;
  for (const auto& [merchant, outcome] : keys) {
    lines.push_back({merchant, outcome, count_in(usage.proven, merchant, outcome),
                     count_in(usage.open, merchant, outcome)});
  }
  return lines;
}

void print_json(const std::string& month, const audit::Usage& usage) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("month", month).text("time_zone", "Asia/Shanghai");
  const auto list = [&members](const char* name, const auto& items, auto json_of) {
    std::string& to = members.key(name) += '[';
    bool first = true;
    for (const auto& item : items) {
      if (!std::exchange(first, false)) to += ',';
      to += json_of(item);
    }
    to += ']';
  };
  list("usage", lines_of(usage), [](const Line& line) {
    std::string item = "{";
    base::JsonMembers(item)
        .text("merchant", line.merchant)
        .text("outcome", audit::name(line.outcome))
        .number("count", line.proven + line.open)
        .number("proven", line.proven);
    return item + '}';
  });
  list("manifests", usage.manifests, [](const audit::Usage::Manifest& manifest) {
    std::string item = "{";
    base::JsonMembers(item).text("day", manifest.day).text("sha256", manifest.sha256);
    return item + '}';
  });
  list("open_days", usage.open_days, [](const std::string& day) {
    std::string item;
    base::append_json_string(item, day);
    return item;
  });
  std::cout << out << "}\n";
}

void print_text(const audit::Usage& usage) {
  std::vector<Row> rows;
  for (const Line& line : lines_of(usage)) {
    rows.push_back({line.merchant, std::string(audit::name(line.outcome)),
                    std::to_string(line.proven + line.open), std::to_string(line.proven)});
  }
  print_table(std::cout, {"MERCHANT", "OUTCOME", "QUERIES", "PROVEN"}, rows);
  std::cerr << "proven by " << usage.manifests.size() << " daily manifests; " << usage.open_days.size()
            << " days have none yet\n";
}

Result<> run(Context& context, const Options& options) {
  std::string details = "{";
  base::JsonMembers(details).text("month", options.month).text_unless_empty("merchant", options.merchant);
  const auto database = asked(context, "usage", details + '}', options.reason);
  if (!database) return std::unexpected(database.error());
  const auto usage = audit::usage_of(**database, options.month, options.merchant);
  if (!usage) return std::unexpected(usage.error());
  context.json ? print_json(options.month, *usage) : print_text(*usage);
  if (options.notes.empty()) return {};
  std::string notes;
  for (const auto& manifest : usage->manifests)
    notes += manifest.note + '\n';
  return base::write_file(options.notes, notes);
}

}  // namespace

void add_audit_usage(CLI::App& audit, Context& context, Command& chosen) {
  const auto options = std::make_shared<Options>();
  CLI::App& command =
      add_command(audit, "usage", "Queries of a month by merchant and outcome, from signed manifests", chosen,
                  [&context, options] { return run(context, *options); });
  command.add_option("--month", options->month, "YYYY-MM, in Asia/Shanghai")->required();
  command.add_option("--merchant", options->merchant, "Only this one, by appid");
  command.add_option("--manifests", options->notes, "Write the manifests, as they were signed, to this file");
  command.add_option("--reason", options->reason, "Why; it stands in the log");
}

}  // namespace cli
