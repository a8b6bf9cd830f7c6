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
      sessions_({std::chrono::ceil<std::chrono::seconds>(config.console.session_idle),
                 std::chrono::ceil<std::chrono::seconds>(config.console.session)},
                house.keys, house.clock, house.random),
      own_account_(house.keys, house.clock, house.random),
      accounts_(house.keys, house.clock, house.random),
      administration_(house.keys, house.clock, house.random),
      gate_(sessions_, database_, house.clock),
      session_endpoints_(sessions_, own_account_, database_, house.clock),
      audit_endpoints_(database_, house.keys, house.clock, house.random),
      merchant_endpoints_(administration_, database_, house.clock),
      staff_endpoints_(accounts_, database_, house.clock),
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
