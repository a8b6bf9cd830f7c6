// serve: the gateway itself.
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/application.hpp"
#include "app/core_dumps.hpp"
#include "app/service_manager.hpp"
#include "app/signals.hpp"
#include "base/file.hpp"
#include "cli/context.hpp"
#include "cli/listing.hpp"

namespace cli {
namespace {

using base::Result;
using std::chrono::milliseconds;

// How often the loops are called when nobody watches them from outside.
constexpr milliseconds own_watch{10'000};

void reload(Context& context, app::Application& application, base::Log& log) {
  const auto config = app::load_config(context.config_file, context.overrides);
  const auto done = config ? application.reload(*config) : std::unexpected(config.error());
  if (!done) return log.error("reload_refused", {{"why", done.error().detail}});
  log.info("reloaded");
  if (!done->empty()) log.warn("restart_needed", {{"settings", joined(*done, ", ")}});
}

Result<> serve(Context& context, const std::string& address_file) {
  app::Signals signals;  // before any thread
  const auto config = context.config();
  if (!config) return std::unexpected(config.error());
  const auto keys = context.keys();
  if (!keys) return std::unexpected(keys.error());

  base::Log log((*config)->log_level, (*config)->log_format);
  if ((*config)->core_dumps) {
    app::allow_core_dumps();
    log.warn("core_dumps_allowed", {{"why", "core_dumps = true: a dump holds every secret in clear"}});
  }
  app::Application application(**config, **keys, log);
  if (auto started = application.start(); !started) return started;
  if (!address_file.empty()) {
    if (auto written = base::write_file(address_file, application.addresses()); !written) {
      application.stop();
      return written;
    }
  }

  const app::ServiceManager manager;
  const auto limit = manager.watchdog_limit();
  const auto every = limit ? std::chrono::duration_cast<milliseconds>(*limit / 4) : own_watch;
  application.watch_loops(every, [manager] { manager.alive(); });
  manager.ready("serving");
  while (signals.wait() == app::Signal::reload) {
    manager.reloading();
    reload(context, application, log);
    manager.ready("serving");
  }
  manager.stopping();
  application.stop();
  return {};
}

}  // namespace

void add_serve(CLI::App& app, Context& context, Command& chosen) {
  const auto address_file = std::make_shared<std::string>();
  add_command(app, "serve",
              "Run the gateway until SIGTERM or SIGINT; SIGHUP reloads certificates, limits, trusted proxies "
              "and log level",
              chosen, [&context, address_file] { return serve(context, *address_file); })
      .add_option("--address-file", *address_file, "Write where it listens there, as JSON, when it is ready");
}

}  // namespace cli
