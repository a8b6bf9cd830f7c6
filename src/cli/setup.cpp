// migrate, check-config, keys: what an operator does before the first start.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/memory_bound.hpp"
#include "app/migrations.hpp"
#include "app/process_facts.hpp"
#include "app/settings.hpp"
#include "cli/context.hpp"
#include "db/migrate.hpp"

namespace cli {
namespace {

using base::Code;
using base::Result;

Result<> migrate(Context& context) {
  const auto settings = context.config();
  if (!settings) return std::unexpected(settings.error());
  const app::DatabaseConfig& database = (*settings)->database;
  if (database.owner_url.empty()) {
    return base::fail(Code::config_invalid,
                      "database.owner_url: is missing: migrations are run by the owner role");
  }
  db::ConnectOptions options;
  options.url = database.owner_url;
  options.application_name = "marketcode-gateway migrate";
  options.connect_timeout = database.connect;
  options.statement_timeout = std::chrono::milliseconds(0);
  auto connection = db::Connection::open(options);
  if (!connection) return std::unexpected(connection.error());
  const auto report = db::migrate(**connection, app::migrations());
  if (!report) return std::unexpected(report.error());
  for (const std::string& name : report->applied) {
    std::cout << "applied " << name << '\n';
  }
  std::cout << "the schema is at version " << report->version << '\n';
  return {};
}

Result<> check_config(Context& context) {
  const auto settings = context.config();
  if (!settings) return std::unexpected(settings.error());
  if (const auto keys = context.keys(); !keys) return std::unexpected(keys.error());
  if (auto tls = app::check_tls(**settings); !tls) return tls;
  if (auto files = app::check_file_limit(**settings, app::hard_file_limit()); !files) return files;
  std::cout << context.config_file.string() << ": good\n"
            << "memory: at most " << app::memory_words(**settings) << " (limits.memory_mb allows "
            << (*settings)->limits.memory_mb << "; merchants and keys come on top)\n"
            << "open files: at most " << app::descriptors_needed(**settings) << " (the hard limit here is "
            << app::hard_file_limit() << ")\n";
  return {};
}

Result<> generate_key(Context& context, std::uint32_t id) {
  std::cout << crypto::KeyRing::generate_line(id, context.random()).reveal() << '\n';
  return {};
}

}  // namespace

void add_setup_commands(CLI::App& app, Context& context, Command& chosen) {
  add_command(app, "migrate", "Bring the database's schema up to date (owner role)", chosen,
              [&context] { return migrate(context); });
  add_command(app, "check-config", "Say whether the configuration is good, without starting anything", chosen,
              [&context] { return check_config(context); });

  CLI::App* keys = app.add_subcommand("keys", "Master keys");
  keys->require_subcommand(1);
  const auto id = std::make_shared<std::uint32_t>(1);
  add_command(*keys, "generate", "Print a line with a new master key", chosen,
              [&context, id] { return generate_key(context, *id); })
      .add_option("--id", *id, "The number of the key")
      ->capture_default_str();
}

}  // namespace cli
