// audit search, audit histogram: finding records and counting them over time.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "audit/bundle.hpp"
#include "audit/search.hpp"
#include "audit/summary.hpp"
#include "base/json_writer.hpp"
#include "cli/audit_asked.hpp"
#include "cli/filter_options.hpp"
#include "cli/table.hpp"
#include "staff/account.hpp"

namespace cli {
namespace {

using base::Code;
using base::fail;
using base::Result;

struct Options {
  FilterOptions filter;
  std::string record;
  std::string activity;
  std::string brand;
  std::string title;
  std::string after;
  std::string reason;
  std::size_t limit = 50;
  std::int64_t width = 60;
  bool by_merchant = false;
};

// A day begins at midnight UTC.
Result<std::optional<base::WallTime>> moment_of(const std::string& text, const char* option) {
  using Moment = std::optional<base::WallTime>;
  if (text.empty()) return Moment();
  const auto time = base::parse_rfc3339(staff::is_day(text) ? text + "T00:00:00Z" : text);
  if (!time)
    return fail(Code::invalid_argument,
                std::string(option) + " is a day, or a time such as 2026-11-22T08:30:00Z");
  return Moment(*time);
}

audit::TextFilter text_filter(std::string text) {
  const bool prefix = text.ends_with('*');
  if (prefix) text.pop_back();
  return {std::move(text), prefix};
}

Result<audit::Filter> filter_of(const Options& options) {
  auto filter = parse_filter(options.filter);
  if (!filter) return filter;
  const auto from = moment_of(options.filter.from, "--from");
  if (!from) return std::unexpected(from.error());
  const auto to = moment_of(options.filter.to, "--to");
  if (!to) return std::unexpected(to.error());
  filter->from = *from;
  filter->to = *to;
  filter->activity_name = text_filter(options.activity);
  filter->product_brand = text_filter(options.brand);
  filter->product_title = text_filter(options.title);
  if (options.record.empty()) return filter;
  filter->record = audit::parse_record_id(options.record);
  if (!filter->record) return fail(Code::invalid_argument, "--record is <stream>/<seq>, as in X-Audit-Id");
  return filter;
}

void print_json(const audit::Page& page) {
  std::string out = "{\"records\":[";
  for (std::size_t i = 0; i < page.records.size(); ++i) {
    out += (i > 0 ? ",\n" : "\n") + page.records[i].line;
  }
  out += page.records.empty() ? "]" : "\n]";
  base::JsonMembers members(out, false);
  if (page.next) members.text("next", page.next->text());
  members.boolean("cut_short", page.cut_short);
  std::string& away = members.key("away") += '[';
  for (const std::string& day : page.away) {
    if (away.back() != '[') away += ',';
    base::append_json_string(away, day);
  }
  std::cout << out << "]}\n";
}

void print_text(const audit::Page& page) {
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

Result<> find(Context& context, const Options& options) {
  audit::PageRequest request;
  auto filter = filter_of(options);
  if (!filter) return std::unexpected(filter.error());
  request.filter = std::move(*filter);
  request.limit = options.limit;
  if (!options.after.empty()) {
    request.after = audit::Place::parse(options.after);
    if (!request.after) return fail(Code::invalid_argument, "--after is what the page before told");
  }
  const auto database = asked(context, "search", audit::filter_json(request.filter), options.reason);
  if (!database) return std::unexpected(database.error());
  const auto page = audit::search(**database, request, context.clock().wall());
  if (!page) return std::unexpected(page.error());
  context.json ? print_json(*page) : print_text(*page);
  return {};
}

std::string json_of(const audit::Bar& bar) {
  std::string out = "{";
  base::JsonMembers members(out);
  members.text("start", base::to_rfc3339(bar.start)).text_unless_empty("merchant", bar.merchant);
  members.text("kind", audit::name(bar.kind));
  if (bar.outcome) members.text("outcome", audit::name(*bar.outcome));
  members.number("count", bar.count);
  return out + "}";
}

Result<> count(Context& context, const Options& options) {
  audit::HistogramRequest request;
  auto filter = filter_of(options);
  if (!filter) return std::unexpected(filter.error());
  request.filter = std::move(*filter);
  request.width = std::chrono::minutes(options.width);
  request.by_merchant = options.by_merchant;
  const auto database = asked(context, "histogram", audit::filter_json(request.filter), options.reason);
  if (!database) return std::unexpected(database.error());
  const auto bars = audit::histogram(**database, request);
  if (!bars) return std::unexpected(bars.error());
  if (context.json) {
    std::string out;
    for (const audit::Bar& bar : *bars) {
      out += (out.empty() ? "" : ",\n ") + json_of(bar);
    }
    std::cout << '[' << out << "]\n";
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

void add_options(CLI::App& command, const std::shared_ptr<Options>& options) {
  const std::shared_ptr<FilterOptions> filter(options, &options->filter);
  command.add_option("--from", options->filter.from,
                     "A day, or a time in UTC, such as 2026-11-22T08:30:00Z; included");
  command.add_option("--to", options->filter.to, "The same; not included");
  add_filter_options(command, filter);
  command.add_option("--record", options->record, "An X-Audit-Id: <stream>/<seq>");
  command.add_option("--activity", options->activity, "Name of the activity; TEXT* is what begins so");
  command.add_option("--brand", options->brand, "Brand of the product; TEXT* the same");
  command.add_option("--title", options->title, "Title of the product; TEXT* the same");
  command.add_option("--reason", options->reason, "Why; it stands in the log");
}

}  // namespace

void add_audit_search(CLI::App& audit, Context& context, Command& chosen) {
  const auto wanted = std::make_shared<Options>();
  CLI::App& search = add_command(audit, "search", "Find records, newest first", chosen,
                                 [&context, wanted] { return find(context, *wanted); });
  add_options(search, wanted);
  search.add_option("--limit", wanted->limit, "Records of a page, 1 to 1000; 50");
  search.add_option("--after", wanted->after, "Go on where a page ended");

  const auto counted = std::make_shared<Options>();
  CLI::App& bars = add_command(audit, "histogram", "Count records over time, by kind and outcome", chosen,
                               [&context, counted] { return count(context, *counted); });
  add_options(bars, counted);
  bars.add_option("--minutes", counted->width, "Of a bar; 60");
  bars.add_flag("--by-merchant", counted->by_merchant, "A bar for each merchant");
}

}  // namespace cli
