// What every command needs, made when it is first asked for.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "audit/note.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "crypto/key_ring.hpp"
#include "crypto/random.hpp"
#include "db/connection.hpp"
#include "platform/administration.hpp"

namespace CLI {
class App;
}

namespace cli {

class Context {
 public:
  // Set by the command line.
  std::filesystem::path config_file;
  std::vector<std::string> overrides;
  bool json = false;  // print JSON instead of text

  base::Result<const app::Config*> config();
  base::Result<const crypto::KeyRing*> keys();
  // The key that signs checkpoints; null when the configuration has none.
  base::Result<const audit::Signer*> signer();
  // A connection of the application role, its schema checked.
  base::Result<db::Connection*> database();
  // Another, of the owner role, which has all the time it needs.
  base::Result<db::Connection*> owner_database();
  base::Result<platform::Administration*> administration();
  // The OS user who runs the command.
  platform::Actor actor() const;

  const base::Clock& clock() const { return clock_; }
  base::Random& random() { return random_; }

 private:
  base::SystemClock clock_;
  crypto::SystemRandom random_;
  std::optional<app::Config> config_;
  std::optional<crypto::KeyRing> keys_;
  std::optional<audit::Signer> signer_;
  std::unique_ptr<db::Connection> database_;
  std::unique_ptr<db::Connection> owner_database_;
  std::unique_ptr<platform::Administration> administration_;
};

// What a command does when it was chosen. A failure becomes one line on stderr and exit status 1.
using Command = std::function<base::Result<>()>;

// Registers a command under `parent`; `chosen` is set to `run` when the command line names it. Gives the
// subcommand, for its options.
CLI::App& add_command(CLI::App& parent, const std::string& name, const std::string& description,
                      Command& chosen, Command run);

// Each family adds its commands.
void add_serve(CLI::App& app, Context& context, Command& chosen);
void add_setup_commands(CLI::App& app, Context& context, Command& chosen);  // migrate, check-config
void add_keys_commands(CLI::App& app, Context& context, Command& chosen);   // keys generate, status, rotate
void add_platform_commands(CLI::App& app, Context& context, Command& chosen);  // platform ticket, status
void add_merchant_commands(CLI::App& app, Context& context, Command& chosen);  // merchant …
void add_key_commands(CLI::App& app, Context& context, Command& chosen);       // key …

void add_staff_commands(CLI::App& app, Context& context, Command& chosen);   // staff …
void add_audit_commands(CLI::App& app, Context& context, Command& chosen);   // audit …
void add_audit_key(CLI::App& audit, Context& context, Command& chosen);      // audit key …
void add_audit_export(CLI::App& audit, Context& context, Command& chosen);   // audit export
void add_audit_verify(CLI::App& audit, Context& context, Command& chosen);   // audit verify
void add_audit_proof(CLI::App& audit, Context& context, Command& chosen);    // audit proof, audit bundle
void add_audit_search(CLI::App& audit, Context& context, Command& chosen);   // audit search, audit histogram
void add_audit_usage(CLI::App& audit, Context& context, Command& chosen);    // audit usage
void add_audit_archive(CLI::App& audit, Context& context, Command& chosen);  // audit archive
void add_audit_give_up(CLI::App& audit, Context& context, Command& chosen);  // audit give-up
void add_audit_hold(CLI::App& audit, Context& context, Command& chosen);     // audit hold …
void add_audit_purge(CLI::App& audit, Context& context, Command& chosen);    // audit purge …

// Parses the command line and runs what it names: exit status 0, 1 for failure, 2 for wrong usage.
int run(int argc, const char* const* argv);

}  // namespace cli
