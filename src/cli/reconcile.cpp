#include "cli/reconcile.hpp"

#include <chrono>
#include <iostream>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

#include "app/command_session.hpp"
#include "base/json_writer.hpp"
#include "cli/table.hpp"

namespace cli {
namespace {

using namespace std::chrono_literals;
using base::Result;

void print_report_json(std::ostream& out, const platform::ReconcileReport& report) {
  std::string lines = "[";
  for (const platform::ReconcileLine& line : report.lines) {
    lines += lines.size() > 1 ? ",{" : "{";
    base::JsonMembers(lines)
        .text("appid", line.appid)
        .text("step", line.step)
        .text("result", line.result)
        .text_unless_empty("detail", line.detail);
    lines += "}";
  }
  std::string text = "{";
  base::JsonMembers(text)
      .number("known", report.known)
      .number("listed", report.listed)
      .raw("merchants", lines + "]")
      .boolean("complete", !report.cut_short);
  out << text << "}\n";
}

// A line at the beginning and the end of each part, and once a second in between.
platform::ReconcileProgress progress_on(std::ostream& out, const base::Clock& clock) {
  const auto last = std::make_shared<base::SteadyTime>();
  return [&out, &clock, last](std::string_view what, std::size_t done, std::size_t of) {
    const auto now = clock.steady();
    if (done != 0 && done < of && now - *last < 1s) return;
    *last = now;
    out << (what == "reading" ? "list of merchants: " : "differences: ") << done << " of " << of << '\n';
  };
}

Result<> reconcile(Context& context, platform::ReconcileMode mode) {
  const auto config = context.config();
  if (!config) return std::unexpected(config.error());
  const auto keys = context.keys();
  if (!keys) return std::unexpected(keys.error());
  if (const auto checked = context.database(); !checked) return std::unexpected(checked.error());
  auto session = app::CommandSession::open(**config, **keys, context.clock(), context.random());
  if (!session) return std::unexpected(session.error());
  app::CommandSession& parts = **session;
  platform::ReconcilerOptions options;
  options.instance = parts.instance;
  platform::Reconciler reconciler(parts.io, options, **keys, parts.database, parts.merchant_calls,
                                  parts.token_calls(), parts.component(), context.clock(), context.random(),
                                  parts.log);
  std::optional<Result<platform::ReconcileReport>> report;
  const auto done = parts.run({context.clock().steady() + 10s}, [&]() -> base::Awaitable<void> {
    report = co_await reconciler.run(mode, progress_on(std::cerr, context.clock()));
  });
  if (!done) return done;
  if (!*report) return std::unexpected(report->error());
  print_report(std::cout, **report, context.json);
  if ((*report)->cut_short) return std::unexpected(*(*report)->cut_short);
  return {};
}

}  // namespace

void print_report(std::ostream& out, const platform::ReconcileReport& report, bool json) {
  if (json) return print_report_json(out, report);
  out << report.listed << " merchants at WeChat, " << report.known << " here\n";
  if (report.lines.empty()) {
    if (!report.cut_short) out << "nothing differs\n";
    return;
  }
  std::vector<Row> rows;
  rows.reserve(report.lines.size());
  for (const platform::ReconcileLine& line : report.lines) {
    rows.push_back({line.appid, line.step, line.result, line.detail});
  }
  print_table(out, {"APPID", "STEP", "RESULT", "DETAIL"}, rows);
}

void add_reconcile(CLI::App& platform, Context& context, Command& chosen) {
  const auto dry = std::make_shared<bool>(false);
  add_command(platform, "reconcile",
              "Compare the merchants with WeChat's list: bring in who is missing here, repair tokens that "
              "WeChat refused, mark who left",
              chosen,
              [&context, dry] {
                platform::ReconcileMode mode;
                mode.dry = *dry;
                return reconcile(context, mode);
              })
      .add_flag("--dry-run", *dry, "Say what differs, change nothing");
  add_command(
      platform, "rebuild",
      "After a lost or restored database: bring in every merchant that WeChat lists, with its tokens; "
      "when it was interrupted, run it again",
      chosen, [&context] {
        platform::ReconcileMode mode;
        mode.rebuild = true;
        return reconcile(context, mode);
      });
}

}  // namespace cli
