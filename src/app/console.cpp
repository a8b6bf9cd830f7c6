#include "app/console.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "api/console/console_answer.hpp"
#include "app/settings.hpp"

namespace app {
namespace {

constexpr std::size_t threads = 2;

db::ExecutorOptions console_work(const Config& config) {
  db::ExecutorOptions options = work_options(config);
  options.connect = connect_options(config, "console");
  options.threads = threads;
  return options;
}

}  // namespace

Console::Console(const Config& config, const ConsoleHouse& house, std::shared_ptr<http::TlsServerContext> tls)
    : database_(console_work(config), house.clock, house.log),
      staff_({std::chrono::ceil<std::chrono::seconds>(config.console.session_idle),
              std::chrono::ceil<std::chrono::seconds>(config.console.session)},
             house.keys, database_, house.clock, house.random),
      log_(database_, house.keys, house.clock, house.random),
      merchants_(house.keys, database_, house.clock, house.random),
      gate_(staff_),
      session_endpoints_(staff_),
      audit_endpoints_(log_),
      merchant_endpoints_(merchants_, house.clock),
      staff_endpoints_(staff_, merchants_),
      router_(gate_.guard(routes()), api::render_console_failure),
      http_metrics_("console", house.metrics),
      server_(std::make_unique<http::Server>(house.loop, console_options(config), router_, std::move(tls),
                                             house.clock, house.random, house.log)) {
  server_->on_served([this](const http::Served& served) { http_metrics_.observe(served); });
}

std::vector<api::ConsoleRoute> Console::routes() {
  auto all = session_endpoints_.routes();
  std::ranges::move(audit_endpoints_.routes(), std::back_inserter(all));
  std::ranges::move(merchant_endpoints_.routes(), std::back_inserter(all));
  std::ranges::move(staff_endpoints_.routes(), std::back_inserter(all));
  return all;
}

}  // namespace app
