// What a running gateway takes over from its configuration file.
#include "app/application.hpp"
#include "app/memory_bound.hpp"
#include "app/process_facts.hpp"
#include "app/reload.hpp"
#include "app/settings.hpp"
#include "http/connection_book.hpp"

namespace app {

base::Result<std::vector<std::string>> Application::reload(const Config& next) {
  const Config wanted = merged(config_, next);
  // The file's own sum was checked when it was read, with what only a restart changes.
  if (const auto fits = check_memory(wanted); !fits) {
    return base::fail(fits.error().code, "limits.memory_mb: " + fits.error().detail);
  }
  auto public_context = public_tls(wanted);
  if (!public_context) return std::unexpected(public_context.error());
  auto console_context = console_tls(wanted);
  if (!console_context) return std::unexpected(console_context.error());
  auto ops_context = ops_tls(wanted);
  if (!ops_context) return std::unexpected(ops_context.error());
  if (auto raised = raise_file_limit(wanted); !raised) return std::unexpected(raised.error());

  // Nothing can fail from here on.
  const WorkerLimits limits = worker_limits(wanted);
  for (const auto& worker : workers_) {
    worker->loop().call([&] {
      worker->change(limits);
      worker->server().set_tls(*public_context);
    });
  }
  workers_.front()->server().book()->change(connection_limits(wanted), wanted.server.trusted_proxies);
  places_.change(in_flight_limits(wanted));
  queue_gauges_->show_limits(wanted);
  const auto console = console_options(wanted);
  const auto ops = ops_options(wanted);
  auto waiting = needing_restart(config_, next);
  control_.call([&] {
    console_->set_limits(limits.query);
    console_->server().set_limits(console.limits, console.trusted_proxies);
    console_->server().set_tls(*console_context);
    ops_->set_limits(ops.limits, ops.trusted_proxies);
    ops_->set_tls(*ops_context);
    config_ = wanted;  // there, because the console tells the settings
  });
  log_.set_level(wanted.log_level);
  return waiting;
}

}  // namespace app
