#include <algorithm>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "app/core_dumps.hpp"
#include "app/version.hpp"
#include "cli/context.hpp"

namespace cli {
namespace {

// One line, whatever the failure holds.
void report(const base::Error& error) {
  std::string text = error.detail.empty() ? std::string(base::name(error.code)) : error.detail;
  if (!error.cause.empty()) text += ": " + error.cause;
  if (error.code != base::Code::config_invalid) std::ranges::replace(text, '\n', ' ');
  std::cerr << "marketcode-gateway: " << text << '\n';
}

}  // namespace

int run(int argc, const char* const* argv) {
  app::forbid_core_dumps();  // before anything secret is read
  CLI::App app("Asks WeChat for merchants whether a code is activated, and proves every question.",
               "marketcode-gateway");
  app.require_subcommand(1);
  app.set_help_all_flag("--help-all", "Help of every command");
  app.set_version_flag("--version", std::string(app::version), "The program's version");

  Context context;
  context.config_file = "config/gateway.toml";
  app.add_option("--config", context.config_file, "The configuration file")->capture_default_str();
  app.add_option("--set", context.overrides,
                 "section.key=value, over what the file says; may stand several times")
      ->take_all()
      ->allow_extra_args(false);
  app.add_flag("--json", context.json, "Print JSON");

  // One line on standard error.
  app.failure_message([](const CLI::App*, const CLI::Error& error) {
    std::string text = std::string("marketcode-gateway: ") + error.what() + " (see --help)";
    std::ranges::replace(text, '\n', ' ');
    return text + '\n';
  });

  Command chosen;
  add_serve(app, context, chosen);
  add_setup_commands(app, context, chosen);
  add_keys_commands(app, context, chosen);
  add_platform_commands(app, context, chosen);
  add_merchant_commands(app, context, chosen);
  add_key_commands(app, context, chosen);
  add_staff_commands(app, context, chosen);
  add_audit_commands(app, context, chosen);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  const auto result = chosen();
  if (result) return 0;
  report(result.error());
  return 1;
}

}  // namespace cli
