// platform ticket; reconcile and rebuild are in reconcile.cpp.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "base/file.hpp"
#include "cli/context.hpp"
#include "cli/platform_doctor.hpp"
#include "cli/platform_status.hpp"
#include "cli/reconcile.hpp"

namespace cli {
namespace {

using base::Result;

Result<> set_ticket(Context& context, const std::string& file) {
  const auto ticket = base::read_secret_file(file);
  if (!ticket) return std::unexpected(ticket.error());
  const auto config = context.config();
  if (!config) return std::unexpected(config.error());
  const auto administration = context.administration();
  if (!administration) return std::unexpected(administration.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto done =
      (*administration)
          ->set_ticket(**database, context.actor(), (*config)->platform.component_appid, *ticket);
  if (done) std::cerr << "the ticket is stored and good for 12 hours\n";
  return done;
}

}  // namespace

void add_platform_commands(CLI::App& app, Context& context, Command& chosen) {
  CLI::App* platform = app.add_subcommand("platform", "The third-party platform's own credentials");
  platform->require_subcommand(1);
  platform->fallthrough();
  add_status(*platform, context, chosen);
  add_reconcile(*platform, context, chosen);
  add_doctor(*platform, context, chosen);
  const auto file = std::make_shared<std::string>();
  add_command(*platform, "ticket", "Store a component_verify_ticket", chosen,
              [&context, file] { return set_ticket(context, *file); })
      .add_option("--ticket-file", *file, "File that holds the ticket")
      ->required();
}

}  // namespace cli
