// audit search, audit histogram: finding records and counting them over time.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "audit/search_json.hpp"
#include "audit/summary.hpp"
#include "cli/audit_asked.hpp"
#include "cli/filter_options.hpp"
#include "cli/table.hpp"

namespace cli {
namespace {

using base::Code;
using base::fail;
using base::Result;

struct SearchOptions {
  audit::FilterText filter;
  std::string after;
  std::string reason;
  std::size_t limit = 50;
  std::int64_t width = 60;
  bool by_merchant = false;
};

void print_page(const audit::Page& page) {
  std::vector<Row> rows;
  for (const audit::Found& found : page.records) {
    const audit::Summary summary = audit::summary_of(found.line);
    rows.push_back({base::to_rfc3339(found.place.time), summary.merchant, summary.what, summary.about,
                    found.client, audit::RecordId{found.place.stream, found.place.seq}.text()});
  }
  print_table(std::cout, {"TIME", "MERCHANT", "OUTCOME", "ABOUT", "CLIENT", "RECORD"}, rows);
  if (page.cut_short) std::cerr << "not all was read in time; what was asked for may be further back\n";
  if (page.next) std::cerr << "older ones: --after " << page.next->text() << '\n';
  if (!page.away.empty()) {
    std::cerr << page.away.size() << " days are in archives, among them " << page.away.front() << '\n';
  }
}

Result<> find(Context& context, const SearchOptions& options) {
  audit::PageRequest request;
  auto filter = audit::parse_filter(options.filter, "--", true);
  if (!filter) return std::unexpected(filter.error());
  request.filter = std::move(*filter);
  request.limit = options.limit;
  if (!options.after.empty()) {
    request.after = audit::Place::parse(options.after);
    if (!request.after) return fail(Code::invalid_argument, "--after is what the page before told");
  }
  const auto database = asked(context, "search", audit::filter_json(request.filter), options.reason);
  if (!database) return std::unexpected(database.error());
  const auto page = audit::search(**database, request, context.clock());
  if (!page) return std::unexpected(page.error());
  if (context.json) {
    std::cout << audit::page_json(*page) << '\n';
  } else {
    print_page(*page);
  }
  return {};
}

Result<> count(Context& context, const SearchOptions& options) {
  audit::HistogramRequest request;
  auto filter = audit::parse_filter(options.filter, "--", true);
  if (!filter) return std::unexpected(filter.error());
  request.filter = std::move(*filter);
  request.width = std::chrono::minutes(options.width);
  request.by_merchant = options.by_merchant;
  const auto database = asked(context, "histogram", audit::filter_json(request.filter), options.reason);
  if (!database) return std::unexpected(database.error());
  const auto bars = audit::histogram(**database, request);
  if (!bars) return std::unexpected(bars.error());
  if (context.json) {
    std::cout << audit::bars_json(*bars) << '\n';
    return {};
  }
  std::vector<Row> rows;
  for (const audit::Bar& bar : *bars) {
    rows.push_back({base::to_rfc3339(bar.start), bar.merchant, std::string(audit::name(bar.kind)),
                    bar.outcome ? std::string(audit::name(*bar.outcome)) : "", std::to_string(bar.count)});
  }
  print_table(std::cout, {"START", "MERCHANT", "KIND", "OUTCOME", "COUNT"}, rows);
  return {};
}

void add_options(CLI::App& command, const std::shared_ptr<SearchOptions>& options) {
  const std::shared_ptr<audit::FilterText> filter(options, &options->filter);
  command.add_option("--from", options->filter.from,
                     "A day, or a time in UTC, such as 2026-11-22T08:30:00Z; included");
  command.add_option("--to", options->filter.to, "The same; not included");
  add_filter_options(command, filter);
  command.add_option("--record", options->filter.record, "An X-Audit-Id: <stream>/<seq>");
  command.add_option("--activity", options->filter.activity, "Name of the activity; TEXT* is what begins so");
  command.add_option("--brand", options->filter.brand, "Brand of the product; TEXT* the same");
  command.add_option("--title", options->filter.title, "Title of the product; TEXT* the same");
  command.add_option("--reason", options->reason, "Why; it stands in the log");
}

}  // namespace

void add_audit_search(CLI::App& audit, Context& context, Command& chosen) {
  const auto wanted = std::make_shared<SearchOptions>();
  CLI::App& search = add_command(audit, "search", "Find records, newest first", chosen,
                                 [&context, wanted] { return find(context, *wanted); });
  add_options(search, wanted);
  search.add_option("--limit", wanted->limit, "Records of a page, 1 to 1000; 50");
  search.add_option("--after", wanted->after, "Go on where a page ended");

  const auto counted = std::make_shared<SearchOptions>();
  CLI::App& bars = add_command(audit, "histogram", "Count records over time, by kind and outcome", chosen,
                               [&context, counted] { return count(context, *counted); });
  add_options(bars, counted);
  bars.add_option("--minutes", counted->width, "Of a bar; 60");
  bars.add_flag("--by-merchant", counted->by_merchant, "A bar for each merchant");
}

}  // namespace cli
