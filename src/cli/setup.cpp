// migrate, check-config: what an operator does before the first start.
#include <iostream>

#include <CLI/CLI.hpp>

#include "app/memory_bound.hpp"
#include "app/migrations.hpp"
#include "app/process_facts.hpp"
#include "app/settings.hpp"
#include "cli/context.hpp"
#include "db/migrate.hpp"
#include "platform/key_rotation.hpp"

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

// Only with the database can it be told whether the master keys suffice; a configuration may be written
// before there is one.
Result<> check_master_keys(Context& context, const crypto::KeyRing& keys) {
  const auto database = context.database();
  if (!database) {
    std::cout << "database: not asked whether the master keys suffice: " << database.error().detail << '\n';
    return {};
  }
  const auto envelopes = platform::count_envelopes(**database);
  if (!envelopes) return std::unexpected(envelopes.error());
  return platform::check_keys(*envelopes, keys);
}

Result<> check_config(Context& context) {
  const auto settings = context.config();
  if (!settings) return std::unexpected(settings.error());
  const auto keys = context.keys();
  if (!keys) return std::unexpected(keys.error());
  if (auto tls = app::check_tls(**settings); !tls) return tls;
  if (auto suffice = check_master_keys(context, **keys); !suffice) return suffice;
  if (auto files = app::check_file_limit(**settings, app::hard_file_limit()); !files) return files;
  std::cout << context.config_file.string() << ": good\n"
            << "memory: at most " << app::memory_words(**settings) << " (limits.memory_mb allows "
            << (*settings)->limits.memory_mb << "; merchants and keys come on top)\n"
            << "open files: at most " << app::descriptors_needed(**settings) << " (the hard limit here is "
            << app::hard_file_limit() << ")\n";
  return {};
}

}  // namespace

void add_setup_commands(CLI::App& app, Context& context, Command& chosen) {
  add_command(app, "migrate", "Bring the database's schema up to date (owner role)", chosen,
              [&context] { return migrate(context); });
  add_command(app, "check-config", "Say whether the configuration is good, without starting anything", chosen,
              [&context] { return check_config(context); });
}

}  // namespace cli
