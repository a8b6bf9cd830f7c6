#include "cli/platform_doctor.hpp"

#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/doctor.hpp"
#include "base/json_writer.hpp"
#include "cli/table.hpp"

namespace cli {
namespace {

using platform::DoctorFinding;
using platform::Mark;

void print_findings(std::ostream& out, const std::vector<DoctorFinding>& findings, bool json) {
  if (!json) {
    std::vector<Row> rows;
    rows.reserve(findings.size());
    for (const DoctorFinding& finding : findings) {
      rows.push_back({finding.check, std::string(name(finding.mark)), finding.what, finding.advice});
    }
    return print_table(out, {"CHECK", "RESULT", "WHAT", "WHAT TO DO"}, rows);
  }
  std::string text = "[";
  for (const DoctorFinding& finding : findings) {
    text += text.size() > 1 ? ",\n {" : "{";
    base::JsonMembers(text)
        .text("check", finding.check)
        .text("result", name(finding.mark))
        .text("what", finding.what)
        .text_unless_empty("advice", finding.advice);
    text += '}';
  }
  out << text << "]\n";
}

// A configuration that is wrong is the first finding, and then there is nothing to look at.
std::vector<DoctorFinding> examine(Context& context, const std::string& public_url) {
  const auto config = context.config();
  const auto keys = config ? context.keys() : std::unexpected(config.error());
  if (!keys) {
    return {{"configuration", Mark::fail, keys.error().detail,
             "check-config says the same without asking anybody"}};
  }
  std::vector<DoctorFinding> findings{{"configuration", Mark::ok, context.config_file.string(), ""}};
  const std::string& url = public_url.empty() ? (*config)->platform.public_url : public_url;
  std::ranges::move(app::examine(**config, **keys, url, context.clock(), context.random()),
                    std::back_inserter(findings));
  return findings;
}

base::Result<> doctor(Context& context, const std::string& public_url) {
  const auto findings = examine(context, public_url);
  print_findings(std::cout, findings, context.json);
  const auto failed = std::ranges::count(findings, Mark::fail, &DoctorFinding::mark);
  if (failed == 0) return {};
  return base::fail(base::Code::conflict,
                    std::to_string(failed) + (failed == 1 ? " check" : " checks") + " failed");
}

}  // namespace

void add_doctor(CLI::App& platform, Context& context, Command& chosen) {
  const auto public_url = std::make_shared<std::string>();
  add_command(platform, "doctor", "Check what goes wrong in practice, and say what to do", chosen,
              [&context, public_url] { return doctor(context, *public_url); })
      .add_option(
          "--public-url", *public_url,
          "Where WeChat reaches the public listener, like https://host; platform.public_url by default");
}

}  // namespace cli
