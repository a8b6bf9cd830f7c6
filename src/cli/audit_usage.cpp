// audit usage: what merchants asked in a month, with the manifests that say so.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "audit/search_json.hpp"
#include "base/file.hpp"
#include "base/json_writer.hpp"
#include "cli/audit_asked.hpp"
#include "cli/table.hpp"

namespace cli {
namespace {

using base::Result;

struct UsageOptions {
  std::string month;
  std::string merchant;
  std::string notes;
  std::string reason;
};

void print_usage_lines(const std::string& month, const audit::Usage& usage) {
  std::vector<Row> rows;
  for (const audit::UsageLine& line : audit::lines_of(usage)) {
    rows.push_back({line.merchant, std::string(audit::name(line.outcome)),
                    std::to_string(line.proven + line.open), std::to_string(line.proven)});
  }
  print_table(std::cout, {"MERCHANT", "OUTCOME", "QUERIES", "PROVEN"}, rows);
  std::cerr << month << " in Asia/Shanghai, proven by " << usage.manifests.size() << " daily manifests; "
            << usage.open_days.size() << " days have none yet\n";
}

Result<> run_usage(Context& context, const UsageOptions& options) {
  std::string details = "{";
  base::JsonMembers(details).text("month", options.month).text_unless_empty("merchant", options.merchant);
  const auto database = asked(context, "usage", details + '}', options.reason);
  if (!database) return std::unexpected(database.error());
  const auto usage = audit::usage_of(**database, options.month, options.merchant);
  if (!usage) return std::unexpected(usage.error());
  if (context.json) {
    std::cout << audit::usage_json(options.month, *usage) << '\n';
  } else {
    print_usage_lines(options.month, *usage);
  }
  if (options.notes.empty()) return {};
  std::string notes;
  for (const auto& manifest : usage->manifests)
    notes += manifest.note + '\n';
  return base::write_file(options.notes, notes);
}

}  // namespace

void add_audit_usage(CLI::App& audit, Context& context, Command& chosen) {
  const auto options = std::make_shared<UsageOptions>();
  CLI::App& command =
      add_command(audit, "usage", "Queries of a month by merchant and outcome, from signed manifests", chosen,
                  [&context, options] { return run_usage(context, *options); });
  command.add_option("--month", options->month, "YYYY-MM, in Asia/Shanghai")->required();
  command.add_option("--merchant", options->merchant, "Only this one, by appid");
  command.add_option("--manifests", options->notes, "Write the manifests, as they were signed, to this file");
  command.add_option("--reason", options->reason, "Why; it stands in the log");
}

}  // namespace cli
