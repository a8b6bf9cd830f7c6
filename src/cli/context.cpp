#include "cli/context.hpp"

#include <pwd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "app/migrations.hpp"
#include "db/migrate.hpp"

namespace cli {

base::Result<const app::Config*> Context::config() {
  if (!config_) {
    auto loaded = app::load_config(config_file, overrides);
    if (!loaded) return std::unexpected(loaded.error());
    config_ = std::move(*loaded);
  }
  return &*config_;
}

base::Result<const crypto::KeyRing*> Context::keys() {
  if (!keys_) {
    const auto settings = config();
    if (!settings) return std::unexpected(settings.error());
    auto parsed = crypto::KeyRing::parse((*settings)->master_keys);
    if (!parsed) {
      parsed.error().detail.insert(0, "keys.master: ");
      return std::unexpected(parsed.error());
    }
    keys_ = std::move(*parsed);
  }
  return &*keys_;
}

base::Result<const audit::Signer*> Context::signer() {
  if (!signer_) {
    const auto settings = config();
    if (!settings) return std::unexpected(settings.error());
    if ((*settings)->audit.signing_key.empty()) return nullptr;
    auto parsed = audit::Signer::parse((*settings)->audit.signing_key);
    if (!parsed) return std::unexpected(parsed.error());
    signer_ = std::move(*parsed);
  }
  return &*signer_;
}

base::Result<db::Connection*> Context::database() {
  if (!database_) {
    const auto settings = config();
    if (!settings) return std::unexpected(settings.error());
    const app::DatabaseConfig& database = (*settings)->database;
    db::ConnectOptions options;
    options.url = database.url;
    options.application_name = "marketcode-gateway command";
    options.connect_timeout = database.connect;
    options.statement_timeout = database.statement;
    auto opened = db::Connection::open(options);
    if (!opened) return std::unexpected(opened.error());
    if (auto checked = db::check_database(**opened, app::migrations()); !checked) {
      return std::unexpected(checked.error());
    }
    database_ = std::move(*opened);
  }
  return database_.get();
}

base::Result<db::Connection*> Context::owner_database() {
  if (!owner_database_) {
    if (const auto checked = database(); !checked) return checked;
    const app::DatabaseConfig& database = config_->database;
    if (database.owner_url.empty()) {
      return base::fail(base::Code::config_invalid,
                        "database.owner_url: is missing: this is done by the owner role");
    }
    db::ConnectOptions options;
    options.url = database.owner_url;
    options.application_name = "marketcode-gateway command";
    options.connect_timeout = database.connect;
    options.statement_timeout = std::chrono::milliseconds(0);
    options.lock_timeout = std::chrono::minutes(1);
    auto opened = db::Connection::open(options);
    if (!opened) return std::unexpected(opened.error());
    owner_database_ = std::move(*opened);
  }
  return owner_database_.get();
}

base::Result<platform::Administration*> Context::administration() {
  if (!administration_) {
    const auto ring = keys();
    if (!ring) return std::unexpected(ring.error());
    administration_ = std::make_unique<platform::Administration>(**ring, clock_, random_);
  }
  return administration_.get();
}

platform::Actor Context::actor() const {
  const passwd* user = ::getpwuid(::getuid());
  return {"command", user != nullptr ? user->pw_name : std::to_string(::getuid())};
}

CLI::App& add_command(CLI::App& parent, const std::string& name, const std::string& description,
                      Command& chosen, Command run) {
  CLI::App* command = parent.add_subcommand(name, description);
  command->fallthrough();
  command->callback([&chosen, run = std::move(run)] { chosen = run; });
  return *command;
}

}  // namespace cli
